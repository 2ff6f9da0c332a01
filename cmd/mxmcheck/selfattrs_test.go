package main

import (
	"slices"
	"strings"
	"testing"
)

// However inputs.self.NAME is written, it is found, and the rest of flake.nix stays where it is.
func TestSelfAttributes(t *testing.T) {
	for _, c := range []struct {
		text          string
		names, wanted []string
	}{
		{"{ inputs.self.submodules = true; outputs = _: { }; }", []string{"submodules"}, []string{"submodules"}},
		{"{ inputs.self = { submodules = true; lfs = false; }; outputs = _: { }; }", []string{"submodules", "lfs"}, []string{"submodules"}},
		{"{ inputs = { nixpkgs.url = \"a\"; self.lfs = true; }; outputs = _: { }; }", []string{"lfs"}, []string{"lfs"}},
		{"{ inputs = { \"self\" = {\n lfs =\n true; }; }; outputs = _: { }; }", []string{"lfs"}, []string{"lfs"}},
		{"{ inputs.selfish.lfs = true; outputs = { self, ... }: { inputs.self.lfs = true; }; }", nil, nil},
		{"{ inputs = import ./inputs.nix; outputs = _: { }; }", nil, nil},
		{"", nil, nil},
	} {
		found := selfAttributes([]byte(c.text))
		if !slices.Equal(found.Names, c.names) || !slices.Equal(found.Wanted, c.wanted) {
			t.Errorf("%s: found %q, wanted %q", c.text, found.Names, found.Wanted)
		}
		blank := string(found.Blank)
		if len(blank) != len(c.text) || strings.Count(blank, "\n") != strings.Count(c.text, "\n") {
			t.Errorf("%s: other places: %s", c.text, blank)
		}
		if again := selfAttributes(found.Blank); len(again.Names) > 0 && len(c.names) > 0 {
			t.Errorf("%s: %q is left", c.text, again.Names)
		}
		if len(c.names) == 0 && blank != c.text {
			t.Errorf("%s: changed: %s", c.text, blank)
		}
	}
}
