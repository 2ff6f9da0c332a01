package rules

import (
	"regexp"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// issuedWithin are tokens that services give out, of the length that they have, anywhere in a text: in a script, in
// an address, among arguments.
var issuedWithin = regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|glpat-[A-Za-z0-9_-]{20}|glc_eyJ[A-Za-z0-9+/=]{20,})\b|` +
	`\bK10[0-9a-f]{32,}::[a-z]+:[0-9a-f]{16,}|\beyJhbGciOi[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{20,}`)

var fillsIn = regexp.MustCompile(`(?i)x{6}|0{6}|1234567|abcdef|example`)

// checkTexts reports tokens within texts of a file that are no value of a setting by themselves, which others report.
func checkTexts(p *analyzer.Pass, f *analyzer.File) {
	at := issuedWithin.FindStringIndex(f.Src)
	if at == nil {
		return
	}
	whole := map[syntax.Expr]bool{}
	for _, d := range f.Definitions {
		if text, ok := syntax.StaticText(d.Value); ok && issued.MatchString(text) {
			whole[syntax.Unparen(d.Value)] = true
		}
	}
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Str:
			if !whole[n] {
				checkParts(p, f, n, n.Parts)
			}
		case *syntax.IndStr:
			if !whole[n] {
				checkParts(p, f, n, n.Parts)
			}
		}
		return true
	})
}

func checkParts(p *analyzer.Pass, f *analyzer.File, at syntax.Node, parts []syntax.StrPart) {
	for _, part := range parts {
		text, is := part.(*syntax.Text)
		if !is {
			continue
		}
		if token := issuedWithin.FindString(text.Value); token != "" && !fillsIn.MatchString(token) {
			p.Report(diag.Diagnostic{Span: f.Span(at), Message: "this text holds a token that a service gave out, which everybody can read in the store; read it from a file that exists on the machine only"})
			return
		}
	}
}
