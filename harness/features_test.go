package harness

import "testing"

func TestAFeatureIsTurnedOnBySetting(t *testing.T) {
	const want = "experimental Nix feature 'pipe-operators' is disabled; extra-experimental-features = pipe-operators in nix.conf, or in NIX_CONFIG, turns it on"
	for _, message := range []string{
		"experimental Nix feature 'pipe-operators' is disabled; add '--extra-experimental-features pipe-operators' to enable it",
		"experimental Nix feature 'pipe-operators' is disabled; use '--extra-experimental-features pipe-operators' to override",
	} {
		if got := withoutFlags(message); got != want {
			t.Errorf("-want %s\n+got  %s", want, got)
		}
	}
	if got := withoutFlags("use '--show-trace'"); got != "use '--show-trace'" {
		t.Errorf("got %s", got)
	}
}
