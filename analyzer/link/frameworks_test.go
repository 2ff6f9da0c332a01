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
