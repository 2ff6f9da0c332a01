package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func untrackedImport() analyzer.Rule {
	return analyzer.Rule{
		Name:     "untracked-import",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an import of a file that is missing, or that git does not track",
			Why: `A flake sees only what git tracks: a file that was never added does not exist for it. "git add -N FILE"
is enough. Without git, only missing files are reported.`,
			Bad:  "{ imports = [ ./gone.nix ]; }\n",
			Good: "{ imports = [ ]; }\n",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, i := range f.Imports {
					switch i.State {
					case analyzer.Missing:
						p.Report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("imports %s, which does not exist", i.Text)})
					case analyzer.Untracked:
						p.Report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("imports %s, which git does not track, so no flake sees it; git add -N %s", i.Text, i.Target)})
					}
				}
			}
		},
	}
}
