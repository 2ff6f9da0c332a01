package depends

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
)

// around are the places in which an expression, X, may stand within another.
var around = []string{
	"(a: X)", "({ a ? X, ... }: a)", "({ a, ... }@b: X)", "(a: b: c: X)", "(let x = X; in x)", "(let x = 1; in X)", "(let inherit ({ z = X; }) z; in z)",
	"(with { w = X; }; w)", "(with a; X)", "(if a then X else 1)", "(if a then 1 else X)", "(assert a; X)", "[ 1 X ]", "{ a = X; }", "{ a.b = X; }",
	"rec { a = X; b = a; }", "{ inherit ({ z = X; }) z; }", "({ z = X; }.z)", "(a.y or X)", "(let q = a.y or X; in q)", "(let q = a.y or X; in q.v)", "(let q = a.y or X; inherit (q) v; in v)", "(f X)", "(f 1 X 2)", "({ z = 1; } // { z = X; })",
	"([ ] ++ [ X ])", "(builtins.map (a: X) [ 1 ])", "(lib.mkIf a X)", "(lib.mkMerge [ X ])", "(lib.mkDefault X)",
	"(x: { config = X; })", "(final: prev: { p = final.callPackage X { }; })",
}

// named are expressions that hold what the file holds.
var named = []string{
	"./ours.nix", "(import ./ours.nix)", "(import ./ours.nix { })", `"${./ours.nix}"`, `"a${./ours.nix}b"`, `"${./ours.nix} --flag"`, "''\n  run ${./ours.nix}\n''",
	"(builtins.readFile ./ours.nix)", `(./. + "/ours.nix")`, `(import (./. + "/ours.nix"))`, "(f ./ours.nix)", "{ ${./ours.nix} = 1; }", `{ "x${./ours.nix}y" = 1; }`,
	`("run " + ./ours.nix)`, `(toString ./ours.nix)`, "(builtins.fromJSON (builtins.readFile ./ours.nix))", "(a.y or ./ours.nix)",
}

// nested puts x into depth of these places, one in another.
func nested(random *rand.Rand, depth int, x string) string {
	for range depth {
		x = strings.ReplaceAll(around[random.IntN(len(around))], "X", x)
	}
	return x
}

// A file that is named anywhere in what a host is made of is one that it depends on, whatever stands
// around the name; or what the host depends on is not all known.
func TestDependsOnWhatIsNamedAnywhere(t *testing.T) {
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 7))
		x := nested(random, random.IntN(5), named[random.IntN(len(named))])
		where := []string{"modules = [ { nixpkgs.overlays = [ X ]; } ];", "modules = [ X ];", "modules = [ ]; extra = X;", "modules = [ { } ]; specialArgs.a = X;"}[random.IntN(4)]
		flake := "{ outputs = { nixpkgs, lib, ... }: let a = nixpkgs.a; f = nixpkgs.f; y = 1; in { nixosConfigurations.box = nixpkgs.lib.nixosSystem { " + strings.Replace(where, "X", x, 1) + " }; }; }"
		files := fstest.MapFS{"ours.nix": {Data: []byte("{ }: { }")}, "flake.nix": {Data: []byte(flake)}}
		repo, err := analyzer.Load(t.Context(), files, analyzer.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		if errors := repo.File("flake.nix").Errors; len(errors) > 0 {
			t.Fatalf("%s: %v", flake, errors)
		}
		if d := New(repo).Host(host.ID{Kind: "nixos", Name: "box"}); !d.Touches(Change{Name: "ours.nix", Kept: true}) {
			t.Errorf("seed %d: the host does not depend on ours.nix: %s", seed, flake)
		}
	}
}
