package link

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
)

// The hosts of hives: "colmena:" marks those that evaluation does not list.
func TestColmena(t *testing.T) {
	const system = `nixpkgs.lib.nixosSystem { modules = [ ./m.nix ]; }`
	for _, test := range []struct {
		name, outputs string
		hosts         string
		web           string // what the host web imports
		args          string // its special arguments
		unknown       string
		exported      string
	}{
		{name: "a hive", outputs: `{ colmena = { meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; }; defaults = ./base.nix; web = { imports = [ ./m.nix ]; }; db = ./db.nix; }; }`,
			hosts: "colmena:nixos/db colmena:nixos/web", web: "base.nix flake.nix m.nix", args: "name nodes"},
		{name: "a list of modules", outputs: `{ colmena.web = [ ./m.nix ./db.nix ]; }`, hosts: "colmena:nixos/web", web: "db.nix m.nix", args: "name nodes"},
		{name: "a function of modules", outputs: `{ colmena.web = { name, nodes, ... }: { imports = [ (./. + "/${name}.nix") ]; }; }`, hosts: "colmena:nixos/web", web: "flake.nix web.nix", args: "name nodes"},
		{name: "a function of nothing", outputs: `{ colmena = { ... }: { web = ./m.nix; }; }`, hosts: "colmena:nixos/web", web: "m.nix"},
		{name: "network for meta", outputs: `{ colmena = { network = { description = "mine"; specialArgs.who = 1; }; web = ./m.nix; }; }`, hosts: "colmena:nixos/web", args: "name nodes who"},
		{name: "arguments", outputs: `{ colmena = { meta = { specialArgs = { inherit inputs; }; nodeSpecialArgs.web.role = "web"; }; web = ./m.nix; db = ./db.nix; }; }`, hosts: "colmena:nixos/db colmena:nixos/web", args: "inputs name nodes role"},
		{name: "a hive that is made", outputs: `{ colmenaHive = inputs.colmena.lib.makeHive { defaults = ./base.nix; web = ./m.nix; }; }`, hosts: "colmena:nixos/web", web: "base.nix m.nix"},
		{name: "both outputs", outputs: `{ colmenaHive = inputs.colmena.lib.makeHive self.outputs.colmena; colmena.web = ./m.nix; }`, hosts: "colmena:nixos/web", web: "m.nix"},
		{name: "its nodes as hosts", outputs: `{ colmenaHive = inputs.colmena.lib.makeHive self.outputs.colmena; colmena.web = ./m.nix; nixosConfigurations = self.outputs.colmenaHive.nodes; }`, hosts: "nixos/web", web: "m.nix", args: "name nodes"},
		{name: "nodes of a hive that is no output", outputs: `{ nixosConfigurations = (inputs.colmena.lib.makeHive { web = ./m.nix; }).nodes; }`, hosts: "nixos/web", web: "m.nix"},
		{name: "the same host twice", outputs: `{ colmena = { web = ./db.nix; cache = ./m.nix; }; nixosConfigurations.web = ` + system + `; }`, hosts: "colmena:nixos/cache nixos/web", web: "m.nix", exported: "db.nix"},
		{name: "modules of hosts", outputs: `{ colmena = builtins.mapAttrs (name: made: { imports = made._module.args.modules; }) self.nixosConfigurations; nixosConfigurations.web = ` + system + `; }`, hosts: "nixos/web", web: "m.nix", exported: "flake.nix m.nix"},
		{name: "under with", outputs: `with inputs; with self.outputs; { colmenaHive = inputs.colmena.lib.makeHive colmena; colmena.web = ./m.nix; }`, hosts: "colmena:nixos/web", web: "m.nix"},
		{name: "one name that is not known", outputs: `{ colmena = { web = ./m.nix; ${inputs.other.name} = ./db.nix; }; }`, hosts: "colmena:nixos/web", unknown: "hosts of colmena are not all looked at"},
		{name: "nothing known", outputs: `{ colmena = inputs.other.lib.hive ./.; }`, unknown: "hosts of colmena are not looked at"},
		{name: "another maker", outputs: `{ colmenaHive = inputs.other.lib.makeHive { web = ./m.nix; }; }`, unknown: "hosts of colmenaHive are not looked at"},
		{name: "settings that are a module", outputs: `{ colmena = { meta = { ... }: { specialArgs.who = 1; }; web = ./m.nix; }; }`, hosts: "colmena:nixos/web"},
		{name: "deploy-rs", outputs: `{ deploy.nodes.web = { hostname = "web"; profiles.system.path = inputs.other.lib.activate self.nixosConfigurations.web; }; nixosConfigurations.web = ` + system + `; }`, hosts: "nixos/web", web: "m.nix"},
	} {
		t.Run(test.name, func(t *testing.T) {
			const module = "{ ... }: { }"
			l := flakeOf(t, map[string]string{
				"flake.nix": `{ inputs = { nixpkgs.url = "github:NixOS/nixpkgs"; colmena.url = "github:zhaofengli/colmena"; other.url = "github:a/other"; }; outputs = { self, nixpkgs, ... }@inputs: ` + test.outputs + "; }",
				"m.nix":     module, "base.nix": module, "db.nix": module, "web.nix": module,
			})
			var hosts []string
			for _, h := range l.Hosts {
				hosts = append(hosts, strings.TrimPrefix(h.Tool+":"+h.ID().String(), ":"))
				if h.Name != "web" {
					continue
				}
				if files := strings.Join(slices.Sorted(maps.Keys(h.Closure.Files)), " "); test.web != "" && files != test.web {
					t.Errorf("web imports %s, want %s", files, test.web)
				}
				if args := strings.Join(h.Args, " "); test.args != "" && (args != test.args || !h.ArgsKnown) {
					t.Errorf("web has the arguments %s, want %s", args, test.args)
				}
				if h.ArgsKnown == (test.unknown != "" || test.name == "settings that are a module") {
					t.Errorf("the arguments are known: %v", h.ArgsKnown)
				}
			}
			slices.Sort(hosts)
			// Hosts that a hive alone has are never evaluated, which is said once.
			linted := func(u diag.Unknown) bool { return strings.Contains(u.Message, "linted only") }
			alone := slices.ContainsFunc(hosts, func(h string) bool { return strings.HasPrefix(h, "colmena:") })
			if slices.ContainsFunc(l.Unknowns, linted) != alone {
				t.Errorf("hosts that are not evaluated: %v, unknown: %v", alone, l.Unknowns)
			}
			l.Unknowns = slices.DeleteFunc(l.Unknowns, linted)
			if diff := cmp.Diff(test.hosts, strings.Join(hosts, " ")); diff != "" {
				t.Errorf("hosts (-want +got), unknown: %v\n%s", l.Unknowns, diff)
			}
			if l.HostsKnown != (test.unknown == "") || test.unknown != "" && !strings.HasPrefix(l.Unknowns[0].Message, test.unknown+": ") {
				t.Errorf("hosts known: %v, %v", l.HostsKnown, l.Unknowns)
			}
			exported := map[string]bool{}
			for _, closure := range l.Exported {
				for name := range closure.Files {
					exported[name] = true
				}
			}
			if got := strings.Join(slices.Sorted(maps.Keys(exported)), " "); got != test.exported {
				t.Errorf("a hive uses besides: %s, want %s", got, test.exported)
			}
		})
	}
}

// A hive without a flake: its hosts, and what is said of what is not seen.
func TestHiveWithoutFlake(t *testing.T) {
	for _, test := range []struct{ name, hive, more, hosts, unknown string }{
		{"a set", `{ meta.nixpkgs = <nixpkgs>; defaults = ./m.nix; web = ./m.nix; db = { imports = [ ./m.nix ]; }; }`, "", "nixos/db nixos/web", ""},
		{"pins", `let sources = import ./npins; in { meta = { nixpkgs = import sources.nixpkgs { }; specialArgs = { inherit sources; }; }; web = { imports = [ ./m.nix (sources.disko + "/module.nix") ]; }; }`, "", "nixos/web", ""},
		{"a function", `{ ... }: { meta.nixpkgs = <nixpkgs>; web = ./m.nix; }`, "", "nixos/web", ""},
		{"a name that is not known", `let sources = import ./npins; in { meta.nixpkgs = <nixpkgs>; web = ./m.nix; ${sources.name} = ./m.nix; }`, "", "nixos/web", "no flake.nix: hosts of colmena are not all looked at: "},
		{"what is added is not known", `let sources = import ./npins; in { meta.nixpkgs = <nixpkgs>; web = ./m.nix; } // import sources.hosts`, "", "nixos/web", "no flake.nix: hosts of colmena are not all looked at: "},
		{"all of it is not known", `let sources = import ./npins; in sources.lib.hive { meta.nixpkgs = <nixpkgs>; web = ./m.nix; }`, "", "", "no flake.nix: hosts of colmena are not looked at: "},
		{"another tool", `{ meta.nixpkgs = <nixpkgs>; web = ./m.nix; }`, `import <nixpkgs/nixos> { configuration = ./m.nix; }`, "nixos/web", "no flake.nix: hosts of <nixpkgs/nixos> are not looked at"},
	} {
		t.Run(test.name, func(t *testing.T) {
			texts := map[string]string{"hive.nix": test.hive, "m.nix": "{ ... }: { system.stateVersion = \"26.05\"; }"}
			if test.more != "" {
				texts["default.nix"] = test.more
			}
			l := flakeOf(t, texts)
			var hosts, unknowns []string
			for _, h := range l.Hosts {
				hosts = append(hosts, h.ID().String())
				if h.Tool != colmena || len(h.Closure.Files) == 0 {
					t.Errorf("%s: made by %q, imports %v", h.ID(), h.Tool, h.Closure.Files)
				}
			}
			for _, u := range l.Unknowns {
				unknowns = append(unknowns, u.Message)
			}
			if diff := cmp.Diff(test.hosts, strings.Join(hosts, " ")); diff != "" || l.HostsKnown {
				t.Errorf("hosts (-want +got), known: %v\n%s", l.HostsKnown, diff)
			}
			if got := strings.Join(unknowns, "; "); !strings.HasPrefix(got, test.unknown) || (got == "") != (test.unknown == "") {
				t.Errorf("unknown: %q, want %q", got, test.unknown)
			}
		})
	}
}
