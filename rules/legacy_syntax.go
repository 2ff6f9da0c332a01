package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

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
read by surprise too: x:x is one, and not a function, and so is HOME:- of ${HOME:-} in a text, whose variable the shell
never sees. Tests and their data are left alone.`,
			Bad:  "{ url = https://example.org; }\n",
			Good: "{ url = \"https://example.org\"; }\n",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if isTrial(f.Name) || isFrame(p.Repo, f) {
					continue
				}
				f.Walk(func(n syntax.Node) bool {
					checkLegacy(p, f, n)
					return true
				})
			}
		},
	}
}

func checkLegacy(p *analyzer.Pass, f *analyzer.File, n syntax.Node) {
	switch n := n.(type) {
	case *syntax.Str:
		checkShell(p, f, n.Parts, `\${`)
	case *syntax.IndStr:
		checkShell(p, f, n.Parts, "''${")
	case *syntax.URI:
		if inText(f, n) {
			return
		}
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

// ofShell matches a URL that is a variable of a shell, and what it is where it has no value: HOME:-, EDITOR:-vi.
var ofShell = regexp.MustCompile(`^\w+:[-=?+]`)

// inText reports whether a URL is one that a text holds the value of, and that looks like a variable of a shell: checkShell says so.
func inText(f *analyzer.File, n *syntax.URI) bool {
	return ofShell.MatchString(n.Text) && strings.HasSuffix(f.Src[:n.Pos()], "${") && strings.HasPrefix(f.Src[n.End():], "}")
}

// checkShell names the variables of a shell in a text that Nix takes for URLs; escape is what leaves one to the shell.
func checkShell(p *analyzer.Pass, f *analyzer.File, parts []syntax.StrPart, escape string) {
	for _, part := range parts {
		interp, ok := part.(*syntax.Interp)
		if !ok {
			continue
		}
		if url, ok := interp.X.(*syntax.URI); ok && inText(f, url) {
			p.Report(diag.Diagnostic{Span: f.Span(url), Message: fmt.Sprintf("Nix takes %s for a URL, and the shell gets it as text; %s%s} leaves the variable to the shell", url.Text, escape, url.Text)})
		}
	}
}
