package rules

import (
	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func parseError() analyzer.Rule {
	return analyzer.Rule{
		Name:     "parse-error",
		Severity: diag.Error,
		Default:  true,
		Trees:    true,
		Doc: analyzer.Doc{
			Title: "a file that is not Nix",
			Why:   "Nix refuses the file, and with it every host that reaches it. The other files are still checked. This finding cannot be suppressed.",
			Bad:   "{ a = 1 }\n",
			Good:  "{ a = 1; }\n",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.All() {
				for _, e := range f.Errors {
					p.Report(e)
				}
			}
		},
	}
}
