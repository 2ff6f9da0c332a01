package rules

import (
	"slices"
	"strings"
	"testing"
)

// Every token that is looked for has a mark in it, so that no file with one is passed over.
func TestTokensAreMarked(t *testing.T) {
	long := func(n int) string { return strings.Repeat("Q7", n/2+1)[:n] }
	digits, hex := "1234509876", strings.Repeat("a1", 40)
	for _, token := range []string{
		"ghp_" + long(36), "gho_" + long(36), "ghu_" + long(36), "ghs_" + long(36), "ghr_" + long(36), "github_pat_" + long(22) + "_" + long(59), "glpat-" + long(20), "glc_eyJ" + long(24),
		"sk-ant-api03-" + long(30), "sk-proj-" + long(44), "sk-or-v1-" + hex[:64], "sk_live_" + long(24), "AIza" + long(35), "hf_" + strings.Repeat("Qz", 17), "npm_" + long(36),
		"tskey-auth-k" + long(8) + "-" + long(24), "dop_v1_" + hex[:64], "SG." + long(22) + "." + long(43), digits + ":AA" + long(33), "discord.com/api/webhooks/" + digits + digits[:8] + "/" + long(64),
		"hooks.slack.com/services/T" + strings.Repeat("Q7", 5) + "/B" + strings.Repeat("Q7", 5) + "/" + long(24), "AGE-SECRET-KEY-1" + strings.Repeat("Q7", 29), "K10" + hex[:40] + "::server:" + hex[:20],
		"eyJhbGciOiJIUzI1NiJ9.eyJ" + long(20) + "." + long(30),
	} {
		if !issuedWithin.MatchString(token) {
			t.Errorf("%s is no token", token)
		}
		if !slices.ContainsFunc(tokenMarks, func(mark string) bool { return strings.Contains(token, mark) }) {
			t.Errorf("%s has no mark", token)
		}
	}
	for _, mark := range tokenMarks {
		if len(mark) < 2 {
			t.Errorf("%q marks every file", mark)
		}
	}
}
