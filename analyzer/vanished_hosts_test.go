package analyzer_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
)

// Hosts are found in whatever makes them, or their output is an unknown.
func TestHostsNeverVanish(t *testing.T) {
	const parts = `inputs.flake-parts.lib.mkFlake { inherit inputs; } `
	for _, test := range []struct {
		name, outputs string
		hosts         int
		unknown       bool
	}{
		{"plain", `{ nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 1, false},
		{"more modules", `{ nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { extraModules = [ ./m.nix ]; modules = [ ]; }; }`, 1, false},
		{"a helper of an input", `{ nixosConfigurations = inputs.x.lib.mkHosts { src = ./hosts; }; }`, 0, true},
		{"computed names", `{ nixosConfigurations = { ${inputs.x.name} = 1; }; }`, 0, true},
		{"outputs of an input", `inputs.x.lib.mkFlake ./.`, 0, true},
		{"updated by what is not known", `{ } // inputs.x.outputs`, 0, true},
		{"a part that is a function", parts + `{ flake = { config, ... }: { nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; }`, 1, false},
		{"a part with config", parts + `{ flake = { config.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; }`, 1, false},
		{"a part that is not known", parts + `{ flake = inputs.x.lib.hosts ./.; }`, 0, true},
		{"parts updated", parts + `{ } // { nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 1, false},
		{"a hive", `{ colmena.a = { imports = [ ]; }; }`, 1, true},
		{"a hive of an input", `{ colmena = inputs.x.lib.hive ./.; }`, 0, true},
		{"a hive beside hosts", `{ colmena = { a = { }; b = { }; }; nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 2, true},
		{"nixops", `{ nixopsConfigurations.default = { a = { }; }; }`, 0, true},
		{"a maker among the outputs of the flake", parts + `{ imports = [ ({ config, ... }: { flake.nixosConfigurations = config.flake.lib.mk "a"; }) { flake.lib.mk = name: { ${name} = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; } ]; }`, 1, false},
		{"a maker that modules are called with", parts + `{ imports = [ ({ mine, ... }: { flake.nixosConfigurations = mine.mk "a"; }) { _module.args.mine.mk = name: { ${name} = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; } ]; }`, 1, false},
		{"an argument that two modules give", parts + `{ imports = [ ({ mine, ... }: { flake.nixosConfigurations = mine; }) { _module.args.mine = inputs.nixpkgs.lib.mkDefault { }; } { _module.args.mine = { a = 1; }; } ]; }`, 0, true},
		{"a partition", parts + `{ partitionedAttrs.nixosConfigurations = "hosts"; partitions.hosts.module = { flake.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; }`, 1, false},
		{"a partition without a module", parts + `{ partitionedAttrs.nixosConfigurations = "hosts"; partitions.hosts.extraInputsFlake = ./hosts; }`, 0, true},
		{"a partition that is computed", parts + `{ partitionedAttrs = inputs.x.lib.partitioned; partitions.hosts.module = ./m.nix; }`, 0, true},
		{"a module of an input that makes hosts", parts + `{ imports = [ inputs.x.flakeModule ]; lite-config.hosts.a.system = "x86_64-linux"; }`, 0, true},
		{"a module of an input that makes none", parts + `{ imports = [ inputs.x.flakeModule ]; flake-file.inputs = { }; systems = [ ]; }`, 0, false},
		{"such a module beside a host", parts + `{ imports = [ inputs.x.flakeModule ]; fleet.machines.a = { }; flake.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 1, true},
		{"an option named after hosts, beside a host", parts + `{ imports = [ inputs.x.flakeModule ]; easy-hosts = { autoConstruct = true; path = ./hosts; }; flake.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 1, true},
		{"an option of one's own", parts + `{ imports = [ inputs.x.flakeModule { options.mine = inputs.nixpkgs.lib.mkOption { }; } ]; config.mine = { }; }`, 0, false},
		{"den", parts + `{ imports = [ inputs.x.flakeModule ]; den.hosts.x86_64-linux.a.users.u = { }; den.hosts.aarch64-darwin.b = { }; }`, 2, true},
		{"a system manager", `{ systemManagerConfigurations.a = inputs.x.lib.makeSystemConfig { modules = [ ]; }; }`, 0, true},
		{"hosts of packages of a system", `{ packages.x86_64-linux.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 0, true},
		{"hosts of packages of each system", `{ packages = inputs.nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: { nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { inherit system; }; }); }`, 0, true},
		{"hosts of packages of no system", `{ packages.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`, 0, true},
		{"homes of packages", `{ legacyPackages.x86_64-linux.homeConfigurations.me = inputs.home-manager.lib.homeManagerConfiguration { modules = [ ]; }; }`, 0, true},
		{"packages of nixpkgs", `{ legacyPackages.x86_64-linux = inputs.nixpkgs.legacyPackages.x86_64-linux; packages.x86_64-linux.default = inputs.nixpkgs.x; }`, 0, false},
		{"no hosts", `{ packages = { }; }`, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := load(t, fstest.MapFS{
				"flake.nix": {Data: []byte("{ inputs.x.url = \"github:a/x\"; inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; inputs.flake-parts.url = \"github:a/flake-parts\"; outputs = inputs: " + test.outputs + "; }\n")},
				"m.nix":     {Data: []byte("{ }\n")},
			})
			if len(repo.Hosts) != test.hosts || (len(repo.Unknowns) > 0) != test.unknown {
				t.Errorf("%d hosts, unknown %v; want %d, unknown: %v", len(repo.Hosts), repo.Unknowns, test.hosts, test.unknown)
			}
		})
	}
}

// Where there is no flake, hosts that another tool makes are told of, once.
func TestHostsWithoutAFlake(t *testing.T) {
	const configuration = "{ system.stateVersion = \"26.05\"; }\n"
	for _, test := range []struct{ name, file, text, want string }{
		{"morph", "deploy/morph.nix", `with builtins; trace "eval" (let pkgs = import <nixpkgs> { }; in { network = { inherit pkgs; description = "mine"; }; "a" = import ../machines/a; })`, "morph"},
		{"nixops", "network.nix", `{ network.description = "mine"; web = { ... }: { }; }`, "morph or nixops"},
		{"colmena", "hive.nix", `{ meta = { nixpkgs = import ./nixpkgs.nix; }; a = import ./machines/a; }`, ""},
		{"a hive in a set", "default.nix", `{ hive = { meta.nixpkgs = 1; a = 1; }; host = import <nixpkgs/nixos> { configuration = ./machines/a; }; }`, "colmena"},
		{"channels", "default.nix", `import <nixpkgs/nixos> { configuration = ./machines/a; }`, "<nixpkgs/nixos>"},
		{"a path of nixpkgs", "default.nix", `let pkgs = ./pkgs; in import (pkgs + "/nixos/lib/eval-config.nix") { modules = [ ./machines/a ]; }`, "eval-config.nix"},
		{"a function of packages", "default.nix", `{ pkgs }: pkgs.nixos [ ./machines/a ]`, "pkgs.nixos"},
		{"a module with such names", "a.nix", `{ network.interfaces = { }; meta.maintainers = [ ]; b = 1; }`, ""},
		{"a package", "default.nix", `{ stdenv }: stdenv.mkDerivation { name = "x"; meta = { description = "x"; }; }`, ""},
		{"a configuration", "nixos/configuration.nix", `{ imports = [ ../machines/a ]; }`, "nixos/configuration.nix"},
		{"a configuration of a test", "tests/configuration.nix", `{ imports = [ ../machines/a ]; }`, ""},
		{"a home", "home.nix", `{ pkgs, ... }: { programs.git.enable = true; home.stateVersion = "26.05"; }`, "home.nix"},
		{"a folder of nixpkgs", "default.nix", `let sources = import ./pins.nix; build = configuration: (import "${sources.nixpkgs}/nixos" { inherit configuration; }).system; in map build [ ./machines/a ]`, "/nixos of a nixpkgs"},
		{"such a folder, added", "default.nix", `let nixpkgs = ./pkgs; in (import (nixpkgs + "/nixos") { configuration = ./machines/a; }).vm`, "/nixos of a nixpkgs"},
		{"nixus", "default.nix", `{ nodes ? [ ] }: import /home/me/prj/nixus { } ({ config, ... }: { nodes.a.configuration = ./machines/a; })`, "nixus"},
		{"nixus of a pin", "deploy.nix", `let sources = import ./pins.nix; in import sources.nixus { } { nodes.a = { }; }`, "nixus"},
		{"krops", "krops.nix", `let krops = import ./pins.nix; in krops.pkgs.krops.writeDeploy "a" { target = "root@a"; }`, "writeDeploy"},
		{"a home that a function makes", "default.nix", `let hm = import ./pins.nix; in hm.lib.homeManagerConfiguration { modules = [ ./machines/a ]; }`, "homeManagerConfiguration"},
		{"a home of another name", "ogma.nix", `{ pkgs, ... }: { home.stateVersion = "22.11"; programs.git.enable = true; }`, "ogma.nix"},
		{"a home within", "lug.nix", `{ pkgs, ... }: { config = { home = { stateVersion = "22.11"; username = "a"; }; }; }`, "lug.nix"},
		{"what boots", "hw.nix", `{ ... }: { fileSystems."/" = { device = "/dev/sda1"; }; boot.loader.grub.enable = true; }`, "hw.nix"},
		{"a configuration beside a nested flake", "nuc/configuration.nix", `{ ... }: { services.x.enable = true; }`, "nuc/configuration.nix"},
		{"a package's folder of such a name", "default.nix", `{ pkgs }: import ./nixos { inherit pkgs; }`, ""},
		{"data of such a name", "home.nix", `{ address = "x"; }`, ""},
		{"a flake", "flake.nix", `{ outputs = _: { network = { description = "mine"; }; a = 1; }; }`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := load(t, fstest.MapFS{test.file: {Data: []byte(test.text + "\n")}, "machines/a/default.nix": {Data: []byte(configuration)}, "phone/flake.nix": {Data: []byte("{ outputs = _: { }; }\n")}})
			var told []string
			for _, u := range repo.Unknowns {
				if strings.HasPrefix(u.Message, "no flake.nix") {
					message, _, _ := strings.Cut(u.Message, " at: ")
					told = append(told, strings.TrimSuffix(message, " at")+" at")
				}
			}
			var want []string
			if test.want != "" {
				want = []string{"no flake.nix: hosts of " + test.want + " are not looked at"}
			}
			if !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
		})
	}
}

// A part that no import leads to is named where it defines hosts, before an option that cannot make any.
func TestHostsOfPartsThatNothingReaches(t *testing.T) {
	for _, part := range []string{
		`{ inputs, ... }: { config.flake.nixosConfigurations = inputs.nixpkgs.lib.mapAttrs (import ./mk.nix) { }; }`,
		`{ flake.homeConfigurations = { }; }`,
		`{ self, ... }: let hosts = { }; in { options.flake.nixosConfigurations = 1; config = { flake = { darwinConfigurations = hosts; }; }; }`,
	} {
		repo := load(t, fstest.MapFS{
			"flake.nix": {Data: []byte(`{ inputs.x.url = "github:a/x"; inputs.flake-parts.url = "github:a/flake-parts"; outputs = inputs:
				inputs.flake-parts.lib.mkFlake { inherit inputs; } { devSystems = [ "x86_64-linux" ]; imports = [ inputs.x.flakeModule inputs.x.flakeModules.parts ]; }; }`)},
			"parts/hosts.nix": {Data: []byte(part)},
		})
		if len(repo.Unknowns) != 1 || repo.Unknowns[0].Span.File != "parts/hosts.nix" || !strings.Contains(repo.Unknowns[0].Message, "Configurations are not known") {
			t.Errorf("%s: unknown %v; want the part", part, repo.Unknowns)
		}
	}
}

// A file is there behind symbolic links in any part of its path, if these are tracked and stay in
// the repository.
func TestSymbolicLinks(t *testing.T) {
	for _, test := range []struct {
		name, imports, link, to string
		missing                 int
	}{
		{"a folder", "./lnk/app.nix", "lnk", "real", 0},
		{"a folder's default.nix", "./lnk", "lnk", "real", 0},
		{"a folder within", "./in/lnk/app.nix", "in/lnk", "../real", 0},
		{"a file", "./app.nix", "app.nix", "real/app.nix", 0},
		{"out of the repository", "./lnk/app.nix", "lnk", "../other", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := load(t, fstest.MapFS{
				"m.nix":            {Data: []byte("{ imports = [ " + test.imports + " ]; }\n")},
				"real/app.nix":     {Data: []byte("{ }\n")},
				"real/default.nix": {Data: []byte("{ }\n")},
				test.link:          {Data: []byte(test.to), Mode: fs.ModeSymlink},
			})
			missing := 0
			for _, i := range repo.File("m.nix").Imports {
				if i.State != analyzer.Resolved {
					missing++
				}
			}
			if missing != test.missing {
				t.Errorf("%d imports are missing or untracked, want %d", missing, test.missing)
			}
		})
	}
}
