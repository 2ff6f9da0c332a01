package depends

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
)

// All hosts are read off one evaluation of the flake, which keeps its values: what was looked at for a
// value counts for each host that meets it, whichever came first.
func TestHostsThatShareValues(t *testing.T) {
	const flake = `{ outputs = { self, nixpkgs, ... }: let
  inherit (nixpkgs) lib;
  text = builtins.readFile ./data/text;
  names = builtins.attrNames (builtins.readDir ./data);
  there = builtins.pathExists ./data/flag;
  around = "${self}/data/text";
  one = { inherit text; other = two; };
  two = { inherit names; other = one; };
  loop = x: if x then loop (builtins.pathExists ./loop) else text;
  cycle = let a = b; b = if there then a else text; in b;
  host = value: lib.nixosSystem { modules = [ ./m.nix ]; inherit value; };
in { nixosConfigurations = {
  text = host text; names = host names; there = host there; around = host around; one = host one; two = host two;
  loop = host (loop true); cycle = host cycle; part = host (builtins.head names); none = host 1; both = host [ text there ];
}; }; }
`
	files := fstest.MapFS{"flake.nix": {Data: []byte(flake)}, "m.nix": {Data: []byte("{ }")}, "data/text": {Data: []byte("x")}, "data/flag": {}}
	repo, err := analyzer.Load(t.Context(), files, analyzer.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(repo.Hosts) != 11 {
		t.Fatalf("%d hosts", len(repo.Hosts))
	}
	backwards := slices.Clone(repo.Hosts)
	slices.Reverse(backwards)
	for _, order := range [][]*analyzer.Host{repo.Hosts, backwards} {
		shared := New(repo)
		for _, h := range order {
			if diff := cmp.Diff(New(repo).Host(h.ID()), shared.Host(h.ID())); diff != "" {
				t.Errorf("%s by itself, and with the others (-itself +others):\n%s", h.Name, diff)
			}
		}
	}
}
