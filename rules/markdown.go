package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
)

//go:generate sh -c "go run ../cmd/mxmcheck explain --format markdown >../docs/rules.md.new && mv ../docs/rules.md.new ../docs/rules.md"

// Markdown is docs/rules.md: what every rule says of itself, in the order of All.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# The rules\n\nGenerated from the rules by `go generate ./rules`. The namespace of the examples is `mxmlabs`.\n\n")
	b.WriteString("| rule | level | by default | fix | finds |\n|---|---|---|---|---|\n")
	for _, r := range All() {
		fmt.Fprintf(&b, "| [%s](#%s) | %v | %s | %v | %s |\n", r.Name, Anchor(r.Name), r.Severity, OnOff(r), r.Fix, r.Doc.Title)
	}
	for _, name := range SuppressionRules() {
		fmt.Fprintf(&b, "| [%s](#%s) | error | on | %s | %s |\n", name, Anchor(name), SuppressionFix(name), SuppressionTitle(name))
	}
	for _, r := range All() {
		fmt.Fprintf(&b, "\n## %s\n\n%s. Level: %v.\n\n%s", r.Name, sentence(r.Doc.Title), r.Severity, Help(r))
	}
	b.WriteString("\n## Suppressions\n\n" + SuppressionDoc + "\n")
	return b.String()
}

// Anchor is where in Markdown the text of a rule begins.
func Anchor(name string) string {
	if slices.Contains(SuppressionRules(), name) {
		return "suppressions"
	}
	return name
}

// Help is what a reader of a finding of a rule wants to know: why it is one, what a fix does, and examples.
func Help(r analyzer.Rule) string {
	return fmt.Sprintf("%s\n\n%s\n\nBad:\n```nix\n%s```\nGood:\n```nix\n%s```\n", r.Doc.Why, Manner(r), r.Doc.Bad, r.Doc.Good)
}

// OnOff says whether a rule runs without being named.
func OnOff(r analyzer.Rule) string {
	if r.Default {
		return "on"
	}
	return "off"
}

// Manner says of a rule whether it is on, what its fix is, what it leaves unknown and which
// options it has.
func Manner(r analyzer.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "By default %s. ", OnOff(r))
	switch r.Fix {
	case analyzer.NoFix:
		b.WriteString("There is no fix.")
	default:
		fmt.Fprintf(&b, "The fix is %v.", r.Fix)
	}
	if r.Doc.Unknown != "" {
		b.WriteString(" Left unknown: " + r.Doc.Unknown + ".")
	}
	for _, o := range r.Options {
		fmt.Fprintf(&b, " Option %q: %s; by default [%s].", o.Name, o.Doc, strings.Join(o.Default, ", "))
	}
	return b.String()
}

func sentence(title string) string { return strings.ToUpper(title[:1]) + title[1:] }

// SuppressionTitle says what a finding about suppressions is.
func SuppressionTitle(name string) string {
	if name == "unused-suppression" {
		return "a suppression, or a line of a baseline, that silences nothing"
	}
	return "a suppression that cannot be read, names no rule, gives no reason or stands in the wrong place"
}

// SuppressionFix is the kind of their fix.
func SuppressionFix(name string) analyzer.FixKind {
	if name == "unused-suppression" {
		return analyzer.SafeFix
	}
	return analyzer.NoFix
}

// SuppressionDoc is the documentation of the findings about suppressions, which no Rule makes.
const SuppressionDoc = `"# mxmcheck: ignore[RULE] reason" silences a rule on its line, or, alone on its line, on the next line with code;
"# mxmcheck: ignore-file[RULE] reason" at the top silences it in its file. Several rules stand with commas between. The rule
must exist, the reason must be given, and the comment must silence something: bad-suppression and unused-suppression say so
where it does not. A suppression of a rule that does not run is not called unused. These two and parse-error cannot be
suppressed, skipped or put in a baseline. The fix of an unused suppression is safe: it takes the rule, or the comment, out.

A baseline (lint --baseline FILE --write-baseline) is the list of findings that a repository begins with. It knows rule, file
and option (or the name that is wrong), never a line. A line of it that matches nothing any more is an unused suppression.`

// AlwaysOn lists what can be neither switched off nor put in a baseline: it says that mxmcheck could not look,
// or was given something wrong.
func AlwaysOn() []string { return append(SuppressionRules(), "parse-error") }

// SuppressionRules lists the findings about suppressions.
func SuppressionRules() []string { return []string{"unused-suppression", "bad-suppression"} }
