package rules

import (
	"fmt"
	"strings"
)

//go:generate sh -c "go run ../cmd/mxmcheck explain --format markdown >../docs/rules.md.new && mv ../docs/rules.md.new ../docs/rules.md"

// Markdown is docs/rules.md: what every rule says of itself, in the order of All.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# The rules\n\nGenerated from the rules by `go generate ./rules`. The namespace of the examples is `mxmlabs`.\n\n")
	b.WriteString("| rule | level | finds |\n|---|---|---|\n")
	for _, r := range All() {
		fmt.Fprintf(&b, "| [%s](#%s) | %v | %s |\n", r.Name, r.Name, r.Severity, r.Doc.Title)
	}
	for _, name := range suppressionRules() {
		fmt.Fprintf(&b, "| [%s](#suppressions) | error | a suppression that is wrong |\n", name)
	}
	for _, r := range All() {
		fmt.Fprintf(&b, "\n## %s\n\n%s. Level: %v.\n\n%s\n\nBad:\n```nix\n%s```\nGood:\n```nix\n%s```\n",
			r.Name, sentence(r.Doc.Title), r.Severity, r.Doc.Why, r.Doc.Bad, r.Doc.Good)
	}
	b.WriteString("\n## Suppressions\n\n" + SuppressionDoc + "\n")
	return b.String()
}

func sentence(title string) string { return strings.ToUpper(title[:1]) + title[1:] }

// SuppressionDoc is the documentation of the findings about suppressions, which no Rule makes.
const SuppressionDoc = `"# mxmcheck: ignore[RULE] reason" silences one rule on its line or the next, "ignore-file" in its file. The rule must
exist, the reason must be given, and the comment must silence something. unused-suppression and bad-suppression say
so where it does not; they cannot be suppressed.`

func suppressionRules() []string { return []string{"unused-suppression", "bad-suppression"} }
