package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

func newExplain(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Say what a rule finds, why, and show a bad and a good example; without RULE list the rules; formats: text, markdown",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.formatIn("text", "markdown"); err != nil {
				return err
			}
			if a.flags.format == "markdown" {
				return a.explainMarkdown(args)
			}
			if len(args) == 0 {
				return a.explainAll()
			}
			return a.explain(args[0])
		},
	}
}

// explainAll lists the rules: level, on or off by default, and fix.
func (a *app) explainAll() error {
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "rule\tlevel\tdefault\tfix\tfinds")
	for _, r := range rules.All() {
		fmt.Fprintf(table, "%s\t%v\t%s\t%v\t%s\n", r.Name, r.Severity, rules.OnOff(r), r.Fix, r.Doc.Title)
	}
	for _, name := range rules.SuppressionRules() {
		fmt.Fprintf(table, "%s\t%v\ton\t%v\t%s\n", name, diag.Error, rules.SuppressionFix(name), rules.SuppressionTitle(name))
	}
	return table.Flush()
}

// explainMarkdown prints docs/rules.md, which go generate writes.
func (a *app) explainMarkdown(args []string) error {
	if len(args) > 0 {
		return diag.WithHint(errors.New("markdown is for the list of all rules"), "leave the rule out, or --format markdown")
	}
	_, err := io.WriteString(a.out, rules.Markdown())
	return err
}

func (a *app) explain(name string) error {
	if err := knownRule(name); err != nil {
		return err
	}
	for _, r := range rules.All() {
		if r.Name == name {
			text := fmt.Sprintf("%s (%v): %s\n\n%s\n\n%s\n\nBad:\n%s\nGood:\n%s", r.Name, r.Severity, r.Doc.Title, r.Doc.Why, rules.Manner(r), indented(r.Doc.Bad), indented(r.Doc.Good))
			return a.paragraphs(text)
		}
	}
	return a.paragraphs(fmt.Sprintf("%s (error): %s\n\n%s\n", name, rules.SuppressionTitle(name), rules.SuppressionDoc))
}

// paragraphs prints a text, broken anew for the terminal.
func (a *app) paragraphs(text string) error {
	style, err := a.style()
	if err != nil {
		return err
	}
	_, err = io.WriteString(a.out, style.Reflow(text))
	return err
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
