package harness

import "testing"

func TestAPackageThatIsRefusedIsToldInOneSentence(t *testing.T) {
	const how = "\na) To temporarily allow unfree packages, you can use an environment variable\n   for a single invocation of the nix tools.\n\n     $ export NIXPKGS_ALLOW_UNFREE=1\n"
	for message, want := range map[string]string{
		"Package ‘unrar-5.6’ in <nixpkgs>/pkgs/tools/unrar/default.nix:33 has an unfree license (‘unfree’), refusing to evaluate.\n" + how:                                                                                      "package unrar-5.6 is refused: it has an unfree license (‘unfree’)",
		"Package ‘halves-1’ in «unknown-file» is marked as broken, refusing to evaluate.\n" + how:                                                                                                                               "package halves-1 is refused: it is marked as broken",
		"Package ‘old-1’ in x.nix:1 is marked as insecure, refusing to evaluate.\n\n\nKnown issues:\n - CVE-1: a hole\n - CVE-2\n\nYou can install it anyway by":                                                                "package old-1 is refused: it is marked as insecure (CVE-1: a hole; CVE-2)",
		"Refusing to evaluate package 'unrar-7' in <nixpkgs>/x.nix:33 because it has an unfree license (‘unfree’)" + how:                                                                                                        "package unrar-7 is refused: it has an unfree license (‘unfree’)",
		"Refusing to evaluate package 'old-1' in x.nix:1 because it is marked as insecure\n\nKnown issues:\n - CVE-1\n - one of\n   two lines\n\nYou can install it":                                                            "package old-1 is refused: it is marked as insecure (CVE-1; one of two lines)",
		"Refusing to evaluate package 'a-1' in x.nix:1 because it is not available on the requested hostPlatform:\n  hostPlatform.system = \"x86_64-linux\"\n  package.meta.platforms = [\n    \"aarch64-darwin\"\n  ]\n" + how: "package a-1 is refused: it is not available on the requested hostPlatform: hostPlatform.system = \"x86_64-linux\" package.meta.platforms = [ \"aarch64-darwin\" ]",
		"Refusing to evaluate package 'a-1' in x.nix:1 because it has problems:\n- broken: it does not build\n- removal: soon\n\nSee also https://example.org":                                                                  "package a-1 is refused: it has problems: broken: it does not build; removal: soon",
		"Refusing to evaluate package 'a-1' in x.nix:1 because it has a blocklisted license (‘gpl3Plus’)":                                                                                                                       "package a-1 is refused: it has a blocklisted license (‘gpl3Plus’)",
		"Package deliveries are late":                     "Package deliveries are late",
		"a text that says: Refusing to evaluate package.": "a text that says: Refusing to evaluate package.",
	} {
		if got := refusal(message); got != want {
			t.Errorf("-want %s\n+got  %s", want, got)
		}
	}
}
