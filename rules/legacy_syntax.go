package rules

import (
	"strconv"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func legacySyntax() analyzer.Rule {
	return analyzer.Rule{
		Name:     "legacy-syntax",
		Severity: diag.Info,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "syntax that Nix is about to give up",
			Why: `A URL without quotes and let { …; body = …; } are warned of or refused by newer versions of Nix. The URL is
read by surprise too: x:x is one, and not a function. Tests and their data are left alone.`,
			Bad:  "{ url = https://example.org; }\n",
			Good: "{ url = \"https://example.org\"; }\n",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if isTrial(f.Name) {
					continue
				}
				syntax.Walk(f.Root, func(n syntax.Node) bool {
					checkLegacy(p, f, n)
					return true
				})
			}
		},
	}
}

func checkLegacy(p *analyzer.Pass, f *analyzer.File, n syntax.Node) {
	switch n := n.(type) {
	case *syntax.URI:
		p.Report(diag.Diagnostic{
			Span: f.Span(n), Message: "a URL without quotes; write it as a string",
			Fix: &diag.Fix{Message: "quote it", Safe: true, Edits: []diag.Edit{{Span: f.Span(n), Text: strconv.Quote(n.Text)}}},
		})
	case *syntax.LegacyLet:
		word := f.Range(n.Pos(), n.Pos()+len("let"))
		p.Report(diag.Diagnostic{
			Span: word, Message: "let { … } is the old notation; write let … in …, or rec { … }.body",
			Fix: &diag.Fix{Message: "write rec { … }.body", Safe: true, Edits: []diag.Edit{{Span: word, Text: "rec"}, {Span: f.Range(n.End(), n.End()), Text: ".body"}}},
		})
	}
}
