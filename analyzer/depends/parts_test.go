package depends

import (
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
)

// A host that is made of what the modules of flake-parts define together depends on all of them:
// another module may define a part of it.
func TestMadeByThePartsOfTheFlake(t *testing.T) {
	const make = `mk = name: { ${name} = inputs.nixpkgs.lib.nixosSystem { modules = [ ./one.nix ]; }; };`
	for _, test := range []struct {
		name, first, second string
		open                bool
	}{
		{"directly", `{ inputs, ... }: let ` + make + ` in { flake.nixosConfigurations = mk "one"; }`, `{ }`, false},
		{"through config.flake", `{ config, ... }: { flake.nixosConfigurations = config.flake.lib.mk "one"; }`, `{ inputs, ... }: { flake.lib = { ` + make + ` }; }`, true},
		{"with config.flake", `{ config, ... }: { flake.nixosConfigurations = with config.flake.lib; mk "one"; }`, `{ inputs, ... }: { flake.lib = { ` + make + ` }; }`, true},
		{"inherited", `{ config, ... }: let inherit (config.flake.lib) mk; in { flake.nixosConfigurations = mk "one"; }`, `{ inputs, ... }: { flake.lib = { ` + make + ` }; }`, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{"one.nix": {Data: []byte("{ }")}, "first.nix": {Data: []byte(test.first)}, "second.nix": {Data: []byte(test.second)}, "flake.lock": {Data: []byte(`{"root": "root", "nodes": {"root": {}}}`)},
				"flake.nix": {Data: []byte(`{ inputs.nixpkgs.url = "github:NixOS/nixpkgs"; inputs.flake-parts.url = "github:hercules-ci/flake-parts"; outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ ./first.nix ./second.nix ]; }; }`)}}
			repo, err := analyzer.Load(t.Context(), files, analyzer.Options{Git: true, Tracked: []string{"first.nix", "flake.lock", "flake.nix", "one.nix", "second.nix"}, Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			if len(repo.Hosts) != 1 {
				t.Fatalf("%d hosts", len(repo.Hosts))
			}
			d := New(repo).Host(host.ID{Kind: "nixos", Name: "one"})
			if (len(d.Open) > 0) != test.open || !d.Touches(Change{Name: "second.nix", Kept: true}) || !d.Touches(Change{Name: "one.nix", Kept: true}) {
				t.Errorf("open: %v, want %t; files %v", d.Open, test.open, d.Files)
			}
		})
	}
}
