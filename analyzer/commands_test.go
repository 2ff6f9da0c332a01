package analyzer

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Words of lines: names of programs, what may stand around them, and what looks alike.
var commandWords = []string{
	"cp", "scp", "install", "rsync", "curl", "wget", "mv", "ln", "disko", "nixos-install", "nixos-rebuild", "nixos-generate", "nixos-anywhere",
	"darwin-rebuild", "home-manager", "nix-build", "nix-env", "nix-shell", "nix-instantiate", "nix", "nix build", "nix run", "nix eval", "nix develop", "tcp", "cpu", "unix", "a.nix",
	" ", " ", "  ", "\t", "\n", "\r\n", "\\\n", "$", "`", "~", "=", ";", "|", "&", "(", ")", "/", "@", "\"", "'", "-", ".", "x", "7", "-r", "\v", "é", "./a", "```\n", "    ", "$ ",
}

// What is searched for before a pattern is tried is there wherever the pattern matches.
func TestWordsAreThereWherePatternsMatch(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 2))
	copied, taken := 0, 0
	for range 50_000 {
		var text strings.Builder
		for range 1 + random.IntN(7) {
			text.WriteString(commandWords[random.IntN(len(commandWords))])
		}
		line := text.String()
		if copying.MatchString(line) != copiesInLine(line) {
			t.Fatalf("%q: copying matches: %v", line, copying.MatchString(line))
		}
		if taking.MatchString(line) && !mayTake(line) {
			t.Fatalf("%q: taking matches, and no word is there", line)
		}
		if copiesInLine(line) {
			copied++
		}
		if taking.MatchString(line) {
			taken++
		}
	}
	if copied < 300 || taken < 300 {
		t.Errorf("%d lines copy and %d take: too few to tell", copied, taken)
	}
}

// The commands of this repository's documents are those that are found without a search for words before.
func TestCommandsOfDocuments(t *testing.T) {
	names, err := filepath.Glob("../docs/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range append(names, "../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
			want = append(want, commands("```\n"+line)...) // whole lines
		}
		var got []string
		for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
			if trimmed := strings.TrimSpace(line); taking.MatchString(trimmed) && !strings.HasPrefix(trimmed, "```") {
				got = append(got, trimmed)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-commands +matching)\n%s", name, diff)
		}
	}
}
