package depends

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/tree"
)

// An input that lies in the repository counts for every host, however lock and flake.nix spell it.
func TestLocalInputs(t *testing.T) {
	const outputs = `outputs = { nixpkgs, ... }: { nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ./one.nix ]; }; };`
	tests := []struct {
		name, inputs, nodes string
		touched             []string
		whole               bool
	}{
		{name: "none", inputs: `inputs.a.url = "github:o/a";`, nodes: `"a": {"locked": {"type": "github"}}`},
		{name: "path in the lock", nodes: `"a": {"locked": {"type": "path", "path": "./child"}, "parent": []}`, touched: []string{"child/x"}},
		{name: "string", inputs: `inputs.a.url = "./child";`, touched: []string{"child/x"}},
		{name: "path: in flake.nix", inputs: `inputs.a.url = "path:./child";`, touched: []string{"child/x"}},
		{name: "with dir", inputs: `inputs.a.url = "path:./child?dir=x";`, touched: []string{"child/x"}},
		{name: "as a set", inputs: `inputs.a = { type = "path"; path = "./child"; flake = false; };`, touched: []string{"child/x"}},
		{name: "the parent", inputs: `inputs.a.url = "path:./..";`, whole: true},
		{name: "the flake itself", inputs: `inputs.a.url = "path:.";`, touched: []string{"child/x", "other"}},
		{name: "git", inputs: `inputs.a.url = "git+file:.";`, whole: true},
		{name: "git elsewhere", inputs: `inputs.a.url = "git+file:///elsewhere/a";`},
		{name: "absolute", inputs: `inputs.a.url = "path:/repo/child";`, whole: true},
		{name: "absolute, elsewhere", inputs: `inputs.a.url = "path:/elsewhere/child";`},
		{name: "of an input that lies here", nodes: `"a": {"inputs": {"b": "b"}, "locked": {"type": "path", "path": "./child"}, "parent": []}, "b": {"locked": {"type": "path", "path": "../other"}, "parent": ["a"]}`, whole: true},
		{name: "of an input that lies elsewhere", nodes: `"a": {"inputs": {"b": "b"}, "locked": {"type": "github"}}, "b": {"locked": {"type": "path", "path": "./other"}, "parent": ["a"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lock := `{"root": "root", "nodes": {"root": {"inputs": {"a": "a"}}}}`
			if test.nodes != "" {
				lock = `{"root": "root", "nodes": {"root": {"inputs": {"a": "a"}}, ` + test.nodes + `}}`
			}
			files := fstest.MapFS{"one.nix": {Data: []byte("{ }")}, "child/x": {}, "other": {}, "flake.lock": {Data: []byte(lock)},
				"flake.nix": {Data: []byte(`{ inputs.nixpkgs.url = "github:NixOS/nixpkgs"; ` + test.inputs + outputs + `}`)}}
			repo, err := analyzer.Load(t.Context(), files, analyzer.Options{Git: true, Tracked: []string{"child/x", "flake.lock", "flake.nix", "one.nix", "other"}, Jobs: 1, Checkout: tree.Checkout{Path: "/repo"}})
			if err != nil {
				t.Fatal(err)
			}
			d := New(repo).Host(host.ID{Kind: "nixos", Name: "one"})
			if (len(d.Open) > 0) != test.whole {
				t.Errorf("open: %v, want %t", d.Open, test.whole)
			}
			var touched []string
			for _, name := range []string{"child/x", "other"} {
				if d.Touches(Change{Name: name, Kept: true}) && !test.whole {
					touched = append(touched, name)
				}
			}
			if !slices.Equal(touched, test.touched) {
				t.Errorf("touched: %s, want %s", strings.Join(touched, " "), strings.Join(test.touched, " "))
			}
		})
	}
}
