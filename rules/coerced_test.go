package rules_test

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestCoercedIntegers: wherever a repository turns the feature on, a number may stand in a text; a word about it, another
// Lix, or the feature switched off in a comment turns nothing on.
func TestCoercedIntegers(t *testing.T) {
	module := "{ config, lib, ... }:\n{\n  options.mxmlabs.n = lib.mkOption { type = lib.types.int; default = 1; description = \"n\"; };\n  config.a = \"${config.mxmlabs.n}\";\n}\n"
	for _, one := range []struct {
		name, file, text string
		on               bool
	}{
		{"settings", "nix.nix", `{ nix.settings.experimental-features = [ "flakes" "coerce-integers" ]; }`, true},
		{"a text", "nix.nix", `{ nix.settings.experimental-features = "flakes coerce-integers"; }`, true},
		{"extraOptions", "nix.nix", "{ nix.extraOptions = ''\n  extra-experimental-features = coerce-integers\n''; }", true},
		{"nixConfig", "flake.nix", `{ nixConfig.extra-experimental-features = [ "coerce-integers" ]; outputs = { ... }: { }; }`, true},
		{"nix.conf", "etc/nix.conf", "experimental-features = nix-command flakes coerce-integers pipe-operators\n", true},
		{".envrc", ".envrc", `export NIX_CONFIG="extra-experimental-features = coerce-integers"` + "\nuse flake\n", true},
		{"a command", "justfile", "switch:\n  nixos-rebuild switch --option experimental-features 'flakes coerce-integers'\n", true},
		{"Lix alone", "nix.nix", `{ pkgs, ... }: { nix.package = pkgs.lix; nix.settings.experimental-features = [ "flakes" "pipe-operators" ]; }`, false},
		{"a comment", "nix.nix", "{\n  # coerce-integers\n  nix.settings.experimental-features = [ \"flakes\" /* \"coerce-integers\" */ ];\n}", false},
		{"a comment in a text", "nix.nix", "{ nix.extraOptions = ''\n  # experimental-features = coerce-integers\n''; }", false},
		{"a comment of nix.conf", "nix.conf", "# experimental-features = coerce-integers\n", false},
		{"a document", "README.md", "We do not use coerce-integers here.\n", false},
		{"another word", "nix.nix", `{ nix.settings.experimental-features = [ "no-coerce-integers-yet" ]; }`, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			named := false
			for _, d := range lint(t, []txtar.File{{Name: "modules/m.nix", Data: []byte(module)}, {Name: one.file, Data: []byte(one.text)}}, nil, "wrong-kind") {
				named = named || d.Rule == "wrong-kind"
			}
			if named == one.on {
				t.Errorf("named: %v, and the feature is on: %v", named, one.on)
			}
		})
	}
}
