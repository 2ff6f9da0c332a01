package depends

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
)

// A flake whose values go on without end opens its hosts: following them ends, and nothing that may
// change a host is left out.
func TestDependsOfEndlessValues(t *testing.T) {
	for _, test := range []struct{ name, lets, arg string }{
		{"sets in sets", "f = n: { a = f (n + 1); };", "f 0"},
		{"lists in lists", "f = n: [ (f [ n ]) ];", "f 0"},
		{"a function that calls itself with what is not known", "f = n: [ (nixpkgs.lib.x n) (f [ n ]) ];", "f 0"},
		{"two functions that call each other", "f = n: { a = g (n + 1); }; g = n: [ (f n) ];", "g 0"},
		{"calls that branch", "f = n: { a = f (n + 1); b = f (n + 2); };", "f 0"},
		{"a function that gives functions", "f = n: x: f (n + 1);", "f 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			flake := "{ outputs = { nixpkgs, ... }: let " + test.lets + " in { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ]; x = " + test.arg + "; }; }; }\n"
			repo, err := analyzer.Load(t.Context(), fstest.MapFS{"flake.nix": {Data: []byte(flake)}}, analyzer.Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			d := New(repo).Host(host.ID{Kind: "nixos", Name: "a"})
			if !endless(d.Open) {
				t.Errorf("the host is not opened: %v", d.Open)
			}
		})
	}
}

func endless(open []diag.Unknown) bool {
	for _, u := range open {
		if strings.HasSuffix(u.Message, "leads to too much to follow") {
			return true
		}
	}
	return false
}

// What a host depends on is the same each time, also where following it stops before all was seen.
func TestDependsIsTheSameEachTime(t *testing.T) {
	flake := "{ outputs = { nixpkgs, ... }: let f = n: { a = f (n + 1); }; in { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ]; a = ./a; b = ./b; c = f 0; d = ./d; e = ./e; }; }; }"
	repo, err := analyzer.Load(t.Context(), fstest.MapFS{"flake.nix": {Data: []byte(flake)}}, analyzer.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	first := New(repo).Host(host.ID{Kind: "nixos", Name: "a"})
	for range 10 {
		if diff := cmp.Diff(first, New(repo).Host(host.ID{Kind: "nixos", Name: "a"})); diff != "" {
			t.Fatalf("another answer:\n%s", diff)
		}
	}
}
