package harness

import "testing"

// Programs that speak as nix does are told apart; what is none is refused.
func TestParseVersion(t *testing.T) {
	tests := map[string]version{
		"nix (Nix) 2.8.0":                    {flavour: "Nix", major: 2, minor: 8},
		"nix (Nix) 2.34.8":                   {flavour: "Nix", major: 2, minor: 34},
		"nix (Nix) 2.19.0pre20230823_2b7f5a": {flavour: "Nix", major: 2, minor: 19},
		"nix (Lix, like Nix) 2.93.3":         {flavour: "Lix", major: 2, minor: 93},
		"nix (Determinate Nix 3.8.2) 2.30.0": {flavour: "Determinate Nix", major: 2, minor: 30},
		"/opt/bin/nix (Nix) 3.0":             {flavour: "Nix", major: 3, minor: 0},
	}
	for text, want := range tests {
		want.text = text
		if got, err := parseVersion(text); err != nil || got != want {
			t.Errorf("parseVersion(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "nix", "git version 2.47.0", "nix (Nix) two"} {
		if got, err := parseVersion(text); err == nil {
			t.Errorf("parseVersion(%q) = %+v, want an error", text, got)
		}
	}
	if got := (version{flavour: "Lix", major: 2, minor: 93}).prefetch()[1]; got != "archive" {
		t.Errorf("Lix fetches inputs with %q, which it does not have", got)
	}
}
