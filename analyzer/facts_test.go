package analyzer_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
)

func loadArchive(t *testing.T, text string) *analyzer.Repo {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return load(t, fsys)
}

// What each file reads of the namespace, however it is written.
func TestReads(t *testing.T) {
	const declared = "-- m.nix --\n{ lib, ... }: { options.mxmlabs.a = { enable = lib.mkEnableOption \"a\"; b.c = lib.mkOption { }; }; options.mxmlabs.z = lib.mkOption { }; }\n"
	for _, test := range []struct {
		name, file string
		want       string // the paths that are read, of a.enable, a.b.c and z
	}{
		{"an alias", "{ config, ... }: let cfg = config.mxmlabs.a; in { config.x = cfg.enable; }", "a.enable"},
		{"an alias of an alias", "{ config, ... }: let a = config.mxmlabs; b = a.a.b; in { config.x = b.c; }", "a.b.c"},
		{"inherit from the configuration", "{ config, ... }: let inherit (config.mxmlabs.a) enable; in { config.x = enable; }", "a.enable"},
		{"inherit into a set", "{ config, ... }: { config.x = { inherit (config.mxmlabs.a.b) c; }; }", "a.b.c"},
		{"with", "{ config, ... }: { config.x = with config.mxmlabs.a; enable; }", "a.b.c a.enable"}, // any name may come from it
		{"an alias passed whole", "{ config, ... }: let cfg = config.mxmlabs.a; in { config.x = builtins.toJSON cfg; }", "a.b.c a.enable"},
		{"a computed name", "{ config, ... }: { config.x = n: config.mxmlabs.a.${n}; }", "a.b.c a.enable"},
		{"osConfig", "{ osConfig, ... }: { config.x = osConfig.mxmlabs.a.enable; }", "a.enable"},
		{"the configuration of another host", "{ self, ... }: { config.x = self.nixosConfigurations.web.config.mxmlabs.z; }", "z"},
		{"a configuration that a function holds", "{ config.x = map (h: h.config.mxmlabs.z) [ ]; }", "z"},
		{"a path as a list", "{ config, lib, ... }: { config.x = lib.attrByPath [ \"mxmlabs\" \"z\" ] null config; }", "z"},
		{"a test whether it is there", "{ config, ... }: { config.x = config ? mxmlabs.z; }", "z"},
		{"a string between", "{ config, ... }: let part = \"a\"; in { config.x = config.mxmlabs.${part}.enable; }", "a.enable"},
		{"in a string", "{ config, ... }: { config.x = \"${config.mxmlabs.z}\"; }", "z"},
		{"the default of an option", "{ config, lib, ... }: { options.o = lib.mkOption { default = config.mxmlabs.z; }; }", "z"},
		{"a submodule's own config", "{ lib, ... }: { options.o = lib.mkOption { type = lib.types.submodule ({ config, ... }: { options.p = lib.mkOption { default = config.mxmlabs.z; }; }); }; }", ""},
		{"a set of that name", "{ config.x = let mxmlabs.z = 1; in mxmlabs.z; }", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := loadArchive(t, declared+"-- r.nix --\n"+test.file+"\n")
			var read []string
			for _, path := range []analyzer.Path{{"mxmlabs", "a", "b", "c"}, {"mxmlabs", "a", "enable"}, {"mxmlabs", "z"}} {
				if repo.IsRead(path) {
					read = append(read, strings.TrimPrefix(path.String(), "mxmlabs."))
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(read, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const flakeOf = `-- flake.nix --
{
  inputs.import-tree.url = "github:vic/import-tree";
  outputs = { self, nixpkgs, flake-parts, home-manager, nix-darwin, ... }@inputs: `

// Which files each host's modules are, whichever way the flake leads there.
func TestImportClosuresOfHosts(t *testing.T) {
	const modules = `-- modules/one.nix --
{ lib, ... }: { options.mxmlabs.one = lib.mkOption { }; }
-- modules/two.nix --
{ imports = [ ./one.nix ]; }
-- modules/deep/three.nix --
{ config.mxmlabs.one = 1; }
-- modules/deep/default.nix --
{ imports = [ ./three.nix ]; }
-- home.nix --
{ imports = [ ./modules/deep ]; }
`
	for _, test := range []struct{ name, outputs, more, want string }{
		{"plain", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./modules/two.nix ]; }; }`, "",
			"nixos/a: modules/one.nix modules/two.nix"},
		{"self.nixosModules", `{ nixosModules.x = ./modules/two.nix; nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ self.nixosModules.x ]; }; }`, "",
			"nixos/a: modules/one.nix modules/two.nix"},
		{"flake.nixosModules of a part", `flake-parts.lib.mkFlake { inherit inputs; } { imports = [ ./part.nix ]; }`,
			"-- part.nix --\n{ self, inputs, ... }: { flake.nixosModules.x = ./modules/one.nix; flake.nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { modules = [ self.nixosModules.x ]; }; }\n",
			"nixos/a: modules/one.nix"},
		{"attrValues of self.nixosModules", `{ nixosModules = { x = ./modules/two.nix; y = ./modules/deep; }; nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = builtins.attrValues self.nixosModules; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"a function of the repository's lib", `{ nixosConfigurations = import ./mk.nix { inherit nixpkgs; }; }`,
			"-- mk.nix --\n{ nixpkgs }: nixpkgs.lib.mapAttrs (name: file: nixpkgs.lib.nixosSystem { modules = [ file ]; }) { a = ./modules/one.nix; b = ./modules/deep; }\n",
			"nixos/a: modules/one.nix; nixos/b: modules/deep/default.nix modules/deep/three.nix"},
		{"readDir", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = map (n: ./modules + "/${n}") (builtins.filter (nixpkgs.lib.hasSuffix ".nix") (builtins.attrNames (builtins.readDir ./modules))); }; }`, "",
			"nixos/a: modules/one.nix modules/two.nix"},
		{"listFilesRecursive", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = nixpkgs.lib.filesystem.listFilesRecursive ./modules; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"hosts from readDir", `{ nixosConfigurations = builtins.mapAttrs (name: _: nixpkgs.lib.nixosSystem { modules = [ ./hosts/${name} ]; }) (builtins.readDir ./hosts); }`,
			"-- hosts/a/default.nix --\n{ imports = [ ../../modules/one.nix ]; }\n-- hosts/b/default.nix --\n{ imports = [ ]; }\n",
			"nixos/a: hosts/a/default.nix modules/one.nix; nixos/b: hosts/b/default.nix"},
		{"a folder read by an input", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.tree ./modules) ]; }; }`, "",
			"nixos/a: and more"},
		{"import-tree", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree ./modules) ]; }; }`,
			"-- modules/_off/x.nix --\n{ }\n-- modules/note.txt --\nx\n",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"import-tree of a list", `{ nixosConfigurations = builtins.mapAttrs (name: _: nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree [ (self + /hosts/${name}) [ ./modules/deep ] ./modules/one.nix ]) ]; }) { a = 1; b = 2; }; }`,
			"-- hosts/a/default.nix --\n{ }\n-- hosts/b/deep/b.nix --\n{ }\n",
			"nixos/a: hosts/a/default.nix modules/deep/default.nix modules/deep/three.nix modules/one.nix; nixos/b: hosts/b/deep/b.nix modules/deep/default.nix modules/deep/three.nix modules/one.nix"},
		{"import-tree with a filter", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree.filter (p: true) ./modules) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"import-tree with a filter by name", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree.filter (nixpkgs.lib.hasInfix "/deep/") ./modules) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix"},
		{"import-tree without what a filter finds", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ((inputs.import-tree.filterNot (nixpkgs.lib.hasInfix "/deep")) ./modules) ]; }; }`, "",
			"nixos/a: modules/one.nix modules/two.nix"},
		{"import-tree by a pattern", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ((inputs.import-tree.match "^/[a-z]+\\.nix$") ./modules) ]; }; }`, "",
			"nixos/a: modules/one.nix modules/two.nix"},
		{"import-tree by no pattern", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ((inputs.import-tree.matchNot ".*/t.*") ./modules) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix"},
		{"import-tree of added paths", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ((inputs.import-tree.addPath ./modules/deep).result) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix"},
		{"import-tree as the module itself", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree.addPath ./modules/deep) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix"},
		{"leafs of import-tree", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = (inputs.import-tree.withLib nixpkgs.lib).leafs ./modules; }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"import-tree with a map", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree.map (p: { imports = [ p ]; }) ./modules/deep) ]; }; }`, "",
			"nixos/a: flake.nix modules/deep/default.nix modules/deep/three.nix"},
		{"import-tree by a filter that is not known", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ (inputs.import-tree.filter (p: inputs.x.lib.f p) ./modules) ]; }; }`, "",
			"nixos/a: modules/deep/default.nix? modules/deep/three.nix? modules/one.nix? modules/two.nix? and more"},
		{"a set of files", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = nixpkgs.lib.fileset.toList (nixpkgs.lib.fileset.fileFilter (f: f.hasExt "nix" && !nixpkgs.lib.hasPrefix "t" f.name) ./modules); }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix"},
		{"a difference of files", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = with nixpkgs.lib.fileset; toList (difference (unions [ ./modules/deep ./modules/two.nix ]) ./modules/deep/three.nix); }; }`, "",
			"nixos/a: modules/deep/default.nix modules/deep/three.nix modules/one.nix modules/two.nix"},
		{"flatten, over an input's module", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = nixpkgs.lib.flatten [ home-manager.nixosModules.default [ ./modules/one.nix ] ]; }; }`, "",
			"nixos/a: modules/one.nix"},
		{"a computed import", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ({ config, ... }: { imports = config.those; }) ./modules/one.nix ]; }; }`, "",
			"nixos/a: flake.nix modules/one.nix and more"},
		{"a choice that cannot be known", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ({ pkgs, ... }: { imports = if pkgs.stdenv.isLinux then [ ./modules/one.nix ] else [ ]; }) ]; }; }`, "",
			"nixos/a: flake.nix modules/one.nix? and more"},
		{"an input's module", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ home-manager.nixosModules.default ./modules/one.nix ]; }; }`, "",
			"nixos/a: modules/one.nix"},
		{"a home inside", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ { home-manager.users.max = ./home.nix; } ]; }; }`, "",
			"nixos/a: flake.nix home.nix=home modules/deep/default.nix=home modules/deep/three.nix=home"},
		{"the home of a computed user", `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ({ config, ... }: { home-manager.users.${config.me} = import ./home.nix; }) ]; }; }`, "",
			"nixos/a: flake.nix home.nix=home modules/deep/default.nix=home modules/deep/three.nix=home"},
		{"other kinds", `{ darwinConfigurations.m = nix-darwin.lib.darwinSystem { modules = [ ./modules/one.nix ]; }; homeConfigurations.h = home-manager.lib.homeManagerConfiguration { modules = [ ./home.nix ]; }; }`, "",
			"darwin/m: modules/one.nix; home/h: home.nix modules/deep/default.nix modules/deep/three.nix"},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := loadArchive(t, flakeOf+test.outputs+";\n}\n"+modules+test.more)
			var hosts []string
			for _, h := range repo.Hosts {
				hosts = append(hosts, spellClosure(h))
			}
			if diff := cmp.Diff(test.want, strings.Join(hosts, "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s\nunknowns %v", diff, repo.Unknowns)
			}
		})
	}
}

// spellClosure writes the files that a host imports: "?" behind one that it may import, "=home" behind
// one that is a home's on a machine, and "and more" where imports are not known.
func spellClosure(h *analyzer.Host) string {
	words := []string{h.ID().String() + ":"}
	for _, name := range slices.Sorted(maps.Keys(h.Closure.Files)) {
		if h.Closure.Perhaps[name] {
			name += "?"
		} else if h.Class != analyzer.Home && h.Closure.Files[name] == analyzer.Home {
			name += "=home"
		}
		words = append(words, name)
	}
	if !h.Closure.Whole() {
		words = append(words, "and more")
	}
	return strings.Join(words, " ")
}

// Names in ${} are resolved through let, special arguments and a lib of the repository's own; what
// helpers declare is what their own lambda says.
func TestNamesAndHelpers(t *testing.T) {
	const host = `{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { specialArgs = { ns = "mxmlabs"; mine = import ./lib.nix nixpkgs.lib; }; modules = [ ./m.nix ]; }; };
}
-- lib.nix --
lib: rec {
  mkOpt = type: default: description: lib.mkOption { inherit type default description; };
  mkBoolOpt = mkOpt lib.types.bool;
  mkService = name: { enable = lib.mkEnableOption name; port = mkOpt lib.types.port 80 "the port"; };
}
-- m.nix --
`
	for _, test := range []struct{ name, module, want string }{
		{"a special argument", `{ lib, ns, ... }: { options.${ns}.a = lib.mkOption { type = lib.types.str; }; }`, "mxmlabs.a: str"},
		{"a let-bound string", `{ lib, ns, ... }: let part = "b"; whole = "${part}c"; in { options.${ns}.${whole}.d = lib.mkOption { type = lib.types.int; }; }`, "mxmlabs.bc.d: int"},
		{"a helper", `{ lib, mine, ... }: { options.mxmlabs.a = mine.mkOpt lib.types.int 5 "a number"; }`, "mxmlabs.a: int = default"},
		{"a helper of a helper", `{ mine, ... }: with mine; { options.mxmlabs.a.enable = mkBoolOpt false "a"; }`, "mxmlabs.a.enable: bool = default"},
		{"a helper that gives a group", `{ mine, ... }: { options.mxmlabs.web = mine.mkService "web"; }`, "mxmlabs.web.enable: bool = default; mxmlabs.web.port: port = default"},
		{"//", `{ lib, ... }: { options.mxmlabs.a.enable = lib.mkEnableOption "a" // { default = true; }; }`, "mxmlabs.a.enable: bool = default"},
		{"inherit", `{ mine, ... }: { options.mxmlabs = { inherit (mine.mkService "x") port; }; }`, "mxmlabs.port: port = default"},
		{"a name that nobody knows", `{ lib, config, ... }: { options.mxmlabs.${config.x} = lib.mkOption { }; }`, "mxmlabs: ?"},
		{"a rename", `{ lib, ... }: { imports = [ (lib.mkRenamedOptionModule [ "mxmlabs" "old" ] [ "mxmlabs" "new" ]) ]; options.mxmlabs.new = lib.mkOption { type = lib.types.path; }; }`, "mxmlabs.new: path; mxmlabs.old: ?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := loadArchive(t, flakeOf+host+test.module+"\n")
			var list []string
			for _, d := range repo.Declarations() {
				list = append(list, spellDeclaration(d))
			}
			slices.Sort(list)
			if diff := cmp.Diff(test.want, strings.Join(list, "; ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func spellDeclaration(d *analyzer.Declaration) string {
	switch {
	case d.Opaque || d.Option == nil:
		return d.Path.String() + ": ?"
	case d.Option.Default.Given():
		return d.Path.String() + ": " + d.Option.Type.Name + " = default"
	}
	return d.Path.String() + ": " + d.Option.Type.Name
}
