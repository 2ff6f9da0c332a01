package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer/diag"
)

// Whether lib.ip is a mistyped lib.zip is known where all that adds names to lib stands in the repository.
func TestShortNamesOfExtendedLib(t *testing.T) {
	for _, tt := range []struct {
		lib   string // where a repository binds lib
		named bool
	}{
		{`{ nodeSpecialArgs = m: { lib = m.nixpkgs.lib.foldl (lib: lib.extend) m.nixpkgs.lib [ ipam.lib ]; }; }`, false},
		{`{ nodeSpecialArgs.web.lib = (import s.nixpkgs { }).lib.extend (import (s.ipam + "/lib/overlay.nix")); }`, false},
		{`{ specialArgs.lib = nixpkgs.lib.extend (import "${inputs.ipam}/lib"); }`, false},
		{`{ specialArgs = { lib = nixpkgs.lib.extend (_: _: inputs.ipam.lib); }; }`, false},
		{`{ _module.args.lib = nixpkgs.lib // inputs.ipam.lib; }`, false},
		{`{ extraSpecialArgs = { lib = inputs.ipam.lib; }; }`, false},
		{`let lib = builtins.foldl' (lib: o: lib.extend o) nixpkgs.lib [ inputs.ipam.lib.overlay (import ./mine.nix) ]; in { inherit lib; }`, false},
		{`let lib = nixpkgs.lib.extend inputs.ipam.overlays.lib; in { specialArgs = { inherit lib; }; }`, false},
		{`{ specialArgs.lib = nixpkgs.lib; }`, true},
		{`{ specialArgs.lib = inputs.nixpkgs-unstable.lib; }`, true},
		{`{ specialArgs.lib = nixpkgs.lib.extend (_: _: { mine = 1; }); }`, true},
		{`{ specialArgs.lib = nixpkgs.lib.extend (_: _: home-manager.lib); }`, true},
		{`{ flake.lib = inputs.ipam.lib; }`, true},
		{`{ packages.a = pkgs.extend (_: _: { x = inputs.ipam.lib.y; }); }`, true},
	} {
		files := []txtar.File{
			{Name: "flake.nix", Data: []byte(`{ inputs.ipam.url = "github:someone/ipam"; outputs = { nixpkgs, ipam, home-manager, ... }@inputs: import ./made.nix inputs; }`)},
			{Name: "made.nix", Data: []byte("{ nixpkgs, home-manager, ipam, pkgs, s, ... }@inputs: " + tt.lib)},
			{Name: "modules/a.nix", Data: []byte(`{ lib, ... }: { services.a.b = lib.ip.address.parse "192.0.2.1"; }`)},
		}
		named := slices.ContainsFunc(lint(t, files, nil), func(d diag.Diagnostic) bool {
			return d.Rule == "unknown-name" && strings.Contains(d.Message, `"ip"`)
		})
		if named != tt.named {
			t.Errorf("%s: lib.ip is named: %v, want %v", tt.lib, named, tt.named)
		}
	}
}
