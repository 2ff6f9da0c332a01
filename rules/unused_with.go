package rules

import (
	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func unusedWith() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-with",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a with that no name comes from",
			Why: `It suggests a use that is not there, and hides misspelt names: below a with, a name that nothing binds
is no error before it is evaluated.`,
			Bad:     "{ pkgs, ... }:\n{\n  a = with pkgs; [ 1 ];\n}\n",
			Good:    "{ pkgs, ... }:\n{\n  a = [ 1 ];\n}\n",
			Unknown: "which of several withs around a name it comes from: all of them then count as used",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, w := range f.Names.IdleWiths {
					p.Report(diag.Diagnostic{
						Span: f.Range(w.Pos(), w.Scope.End()), Message: "no name below comes from this with; remove it",
						Fix: removal(f, w.Pos(), w.Body.Pos()),
					})
				}
			}
		},
	}
}
