package link

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The folders that frameworks take hosts and modules from.
func TestFrameworks(t *testing.T) {
	const file = "{ ... }: { }"
	const snowfall = `{ inputs = { nixpkgs.url = "github:NixOS/nixpkgs"; frost.url = "github:snowfallorg/lib"; extra.url = "github:example/extra"; }; outputs = inputs: `
	folders := map[string]string{
		"systems/x86_64-linux/box/default.nix": file, "systems/x86_64-linux/box/disk.nix": file, "systems/x86_64-linux/none/other.nix": file, "systems/aarch64-darwin/mac/default.nix": file,
		"systems/x86_64-iso/live/default.nix": file, "homes/x86_64-linux/ann@box/default.nix": file, "homes/x86_64-linux/bob/default.nix": file,
		"modules/nixos/web/default.nix": file, "modules/nixos/web/part.nix": file, "modules/darwin/dock/default.nix": file, "modules/home/git/default.nix": file,
	}
	const clan = `{ inputs = { nixpkgs.url = "github:NixOS/nixpkgs"; core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz"; flake-parts.url = "github:hercules-ci/flake-parts"; }; outputs = inputs: `
	machines := map[string]string{
		"machines/box/configuration.nix": file, "machines/box/disko.nix": file, "machines/box/other.nix": file, "machines/mac/configuration.nix": file, "machines/mac/disko.nix": file, "machines/notes.txt": "",
		"extra.nix": file, "own.nix": file, "web.nix": file,
		"inventory.json":   `{"machines": {"stored": {"tags": ["small"]}}}`,
		"clan.nix":         `{ lib, ... }: { imports = [ ./inventory.nix ]; machines.box = ./own.nix; modules."@me/web" = ./service.nix; }`,
		"inventory.nix":    `{ inventory = { lib, ... }: { machines.mac.machineClass = "darwin"; machines.box.tags = [ "server" ]; instances.site = { module.name = "@me/web"; module.input = "self"; roles.front = { tags = [ "server" ]; extraModules = [ ./extra.nix ]; }; roles.back.tags.small = { }; }; }; }`,
		"service.nix":      `{ ... }: { _class = "clan.service"; roles.front.perInstance = { lib, settings, roles, ... }: { nixosModule = { imports = lib.optional (roles.front.machines ? box && !(roles.back.machines ? box)) ./web.nix; }; darwinModule = ./own.nix; }; perMachine = { machine, ... }: { nixosModule.networking.hostName = machine.name; }; }`,
		"elsewhere/x.nix":  file,
		"part/default.nix": `{ flake.clan.machines.part = { ... }: { imports = [ ../extra.nix ]; }; }`,
	}
	const boxed = "extra.nix machines/box/configuration.nix machines/box/disko.nix own.nix service.nix web.nix"
	below := map[string]string{}
	for name, text := range folders {
		below["nix/"+name] = text
	}
	const blueprint = `{ inputs = { nixpkgs.url = "github:NixOS/nixpkgs"; blue.url = "github:numtide/blueprint"; }; outputs = inputs: `
	print := map[string]string{
		"hosts/box/configuration.nix": "{ inputs, ... }: { imports = [ inputs.self.nixosModules.web ./disk.nix ]; }", "hosts/box/disk.nix": file, "hosts/box/users/ann.nix": file,
		"hosts/box/users/bob/home-configuration.nix": file, "hosts/box/users/cat/other.nix": file, "hosts/mac/darwin-configuration.nix": file, "hosts/pot/users/ann.nix": file,
		"hosts/own/default.nix": `{ inputs, hostName, ... }: { class = "nixos"; value = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }`,
		"modules/nixos/web.nix": file, "modules/home/git/default.nix": file, "modules/nixos/called.nix": "{ flake, inputs }: { ... }: { }",
	}
	under := map[string]string{}
	for name, text := range print {
		under["nix/"+name] = text
	}
	const printed = "hosts/box/configuration.nix hosts/box/disk.nix hosts/box/users/ann.nix hosts/box/users/bob/home-configuration.nix modules/nixos/web.nix"
	for _, test := range []struct {
		name, flake string
		files       map[string]string
		hosts, box  string // what the first host imports, with what its homes do
	}{
		{"mkFlake", snowfall + `inputs.frost.mkFlake { inherit inputs; src = ./.; }; }`, folders, "nixos/box darwin/mac home/ann@box home/bob",
			"homes/x86_64-linux/ann@box/default.nix homes/x86_64-linux/bob/default.nix modules/home/git/default.nix modules/nixos/web/default.nix systems/x86_64-linux/box/default.nix"},
		{"mkLib", snowfall + `let lib = inputs.frost.mkLib { inherit inputs; src = ./.; }; in lib.mkFlake { }; }`, folders, "nixos/box darwin/mac home/ann@box home/bob", ""},
		{"lib.mkFlake", snowfall + `let lib = inputs.frost.mkLib { inherit inputs; src = ./.; }; in lib.mkFlake { systems.modules.nixos = [ ./systems/x86_64-linux/box/disk.nix ]; }; }`, folders, "nixos/box darwin/mac home/ann@box home/bob",
			"homes/x86_64-linux/ann@box/default.nix homes/x86_64-linux/bob/default.nix modules/home/git/default.nix modules/nixos/web/default.nix systems/x86_64-linux/box/default.nix systems/x86_64-linux/box/disk.nix"},
		{"another root", snowfall + `inputs.frost.mkFlake { inherit inputs; src = ./.; snowfall.root = ./nix; }; }`, below, "nixos/box darwin/mac home/ann@box home/bob", ""},
		{"a filtered source", snowfall + `inputs.frost.mkFlake { inherit inputs; src = inputs.nixpkgs.lib.cleanSource ./.; }; }`, folders, "nixos/box darwin/mac home/ann@box home/bob", ""},
		{"more outputs", snowfall + `inputs.frost.mkFlake { inherit inputs; src = ./.; outputs-builder = channels: { formatter = channels.nixpkgs.alejandra; }; } // { lib = 1; }; }`, folders, "nixos/box darwin/mac home/ann@box home/bob", ""},
		{"blueprint", blueprint + "inputs.blue { inherit inputs; }; }", print, "nixos/box nixos/own darwin/mac", printed},
		{"blueprint below a path", blueprint + "inputs.blue { inherit inputs; prefix = ./nix; }; }", under, "nixos/box nixos/own darwin/mac", "nix/" + strings.ReplaceAll(printed, " ", " nix/")},
		{"blueprint below a text", blueprint + `inputs.blue { inherit inputs; prefix = "nix/"; }; }`, under, "nixos/box nixos/own darwin/mac", "nix/" + strings.ReplaceAll(printed, " ", " nix/")},
		{"blueprint and more", blueprint + "inputs.nixpkgs.lib.recursiveUpdate (inputs.blue { inherit inputs; }) { deploy.nodes = { }; }; }", print, "nixos/box nixos/own darwin/mac", printed},
		{"clan", clan + `let clan = inputs.core.lib.clan { inherit (inputs) self; imports = [ ./clan.nix ]; }; in { inherit (clan.config) nixosConfigurations darwinConfigurations clanInternals; clan = clan.config; }; }`, machines,
			"nixos/box nixos/stored darwin/mac", boxed},
		{"an older clan", clan + `let clan = inputs.core.clanLib.buildClan { directory = inputs.self; machines.box.imports = [ ./own.nix ]; machines.further = { }; }; in { inherit (clan) nixosConfigurations clanInternals; }; }`, machines,
			"nixos/box nixos/further nixos/mac nixos/stored", "machines/box/configuration.nix machines/box/disko.nix own.nix"},
		{"a clan of another folder", clan + `let clan = inputs.core.lib.clan { inherit (inputs) self; directory = ./elsewhere; machines.box = ./own.nix; }; in { inherit (clan.config) nixosConfigurations; clan = clan.config; }; }`, machines, "nixos/box", "own.nix"},
		{"clan of flake-parts", clan + `inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ inputs.core.flakeModules.default ./part ]; clan.imports = [ ./clan.nix ]; }; }`, machines,
			"nixos/box nixos/part nixos/stored darwin/mac", boxed},
		{"flake.clan", clan + `inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ inputs.core.flakeModules.default ./part ]; flake.clan = { self, ... }: { imports = [ ./clan.nix ]; }; flake.nixosConfigurations.own = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }; }`, machines,
			"nixos/box nixos/own nixos/part nixos/stored darwin/mac", boxed},
		{"no folders", snowfall + `inputs.frost.mkFlake { inherit inputs; src = ./.; }; }`, nil, "", ""},
	} {
		texts := maps.Clone(test.files)
		if texts == nil {
			texts = map[string]string{}
		}
		texts["flake.nix"] = test.flake
		l := flakeOf(t, texts)
		var hosts []string
		for _, h := range l.Hosts {
			hosts = append(hosts, h.ID().String())
		}
		if diff := cmp.Diff(test.hosts, strings.Join(hosts, " ")); diff != "" || !l.HostsKnown {
			t.Errorf("%s: hosts (-want +got), unknown: %v\n%s", test.name, l.Unknowns, diff)
			continue
		}
		if test.box != "" {
			if diff := cmp.Diff(test.box, strings.Join(slices.Sorted(maps.Keys(l.Hosts[0].Closure.Files)), " ")); diff != "" {
				t.Errorf("%s: imports (-want +got)\n%s", test.name, diff)
			}
		}
		if _, framed := l.Framed(); framed != (test.hosts != "") {
			t.Errorf("%s: that a framework reads more is %v", test.name, framed)
		}
	}
}

// What of a clan cannot be followed leaves its machines there, and their imports open.
func TestClanInPart(t *testing.T) {
	const flake = `{ inputs.clan-core.url = "github:clan-lol/clan-core"; inputs.other.url = "github:example/other"; outputs = inputs: let clan = inputs.clan-core.lib.clan { inherit (inputs) self; machines.box = { }; % }; in { inherit (clan.config) nixosConfigurations; }; }`
	for _, test := range []struct {
		name, more   string
		known, whole bool
	}{
		{"nothing more", "", true, true},
		{"a service of an input", `inventory.instances.admin.roles.default.tags.all = { };`, true, true},
		{"an imported module that is computed", `imports = [ (builtins.getEnv "X") ];`, false, false},
		{"a module of an input", `imports = [ inputs.other.clanModules.x ];`, false, false},
		{"machines that are computed", `inventory.machines = builtins.fromJSON (builtins.getEnv "X");`, false, true},
		{"tags that are computed", `inventory.instances.x.roles.default.tags = builtins.getEnv "X";`, true, false},
		{"instances that are computed", `inventory.instances = builtins.getEnv "X";`, true, false},
		{"a service that is computed", `modules.x = builtins.getEnv "X"; inventory.instances.x = { module.input = "self"; roles.default.tags.all = { }; };`, true, false},
		{"services of an older inventory", `inventory.services.borgbackup.x.roles.client.machines = [ "box" ];`, true, true},
		{"an own service of an older inventory", `inventory.modules.own = ./own; inventory.services.own.x.roles.client.tags = [ "all" ];`, true, true},
		{"one that is computed", `inventory.services.borgbackup = builtins.getEnv "X";`, true, false},
	} {
		l := flakeOf(t, map[string]string{"flake.nix": strings.Replace(flake, "%", test.more, 1)})
		if len(l.Hosts) != 1 {
			t.Errorf("%s: %d hosts, want 1; unknown: %v", test.name, len(l.Hosts), l.Unknowns)
			continue
		}
		if l.HostsKnown != test.known || l.Hosts[0].Closure.Whole() != test.whole {
			t.Errorf("%s: hosts known %v, closure whole %v; want %v, %v; %v", test.name, l.HostsKnown, l.Hosts[0].Closure.Whole(), test.known, test.whole, l.Hosts[0].Closure.Unknowns)
		}
	}
}
