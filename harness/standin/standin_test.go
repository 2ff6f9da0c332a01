package standin

import (
	"os"
	"testing"
)

func TestMaterialize(t *testing.T) {
	dir := t.TempDir()
	options := Options{Namespaces: []string{"mxmlabs"}, Packages: []string{"go", "python313Packages.httpx"}}
	var all []Want
	for _, name := range Names() {
		all = append(all, Want{StandIn: name})
	}
	all = append(all, Want{StandIn: Stub, Input: "hardware"})
	first, err := Materialize(dir, all, options)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Materialize(dir, all[:1], options)
	if err != nil || second[0] != first[0] {
		t.Fatalf("a second call gives %q, %v; the first gave %q", second, err, first)
	}
	for _, folder := range first {
		if _, err := os.Stat(folder + "/flake.nix"); err != nil {
			t.Error(err)
		}
	}
	for _, one := range []struct{ input, repository, want string }{
		{"darwin", "LnL7/nix-darwin", "nix-darwin"},
		{"unstable", "NixOS/nixpkgs", "nixpkgs"},
		{"snowfall", "snowfallorg/lib", "snowfall-lib"},
		{"utils", "numtide/flake-utils", "flake-utils"},
		{"nixpkgs", "example/nixpkgs-with-patches", "nixpkgs"},
		{"hardware", "NixOS/nixos-hardware", Stub},
		{"nixpkgs", "", "nixpkgs"},
	} {
		if got := Of(one.input, one.repository); got != one.want {
			t.Errorf("%s of %s is stood for by %s, want %s", one.input, one.repository, got, one.want)
		}
	}
}
