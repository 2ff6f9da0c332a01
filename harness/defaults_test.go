package harness

import "testing"

// Only what may define an option at the priority of its default, or lower, is reported.
func TestDefinesLow(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"{ lib, ... }: { a = lib.mkDefault 1; b = lib.mkForce 2; c = lib.mkOverride 900 3; }", false},
		{"{ lib, ... }: { options.a = lib.mkOption { default = 1; }; }", false},
		{"{ lib, ... }: { a = lib.mkOptionDefault 1; }", true},
		{"{ lib, ... }: { a = lib.mkOverride 1500 1; }", true},
		{"{ lib, ... }: { a = lib.mkOverride (900 + 700) 1; }", true},
		{"{ lib, ... }: { a = map (lib.mkOverride\n) [ 1 ]; }", true},
		{"{ lib, ... }: { imports = [ (lib.mkRenamedOptionModule [ \"a\" ] [ \"b\" ]) ]; }", true},
		{"{ a = { _type  = \"override\"; priority = 1600; content = 1; }; }", true},
	}
	for _, test := range tests {
		if got := definesLow([]byte(test.text)); got != test.want {
			t.Errorf("definesLow(%s) = %t, want %t", test.text, got, test.want)
		}
	}
}
