package rules

import (
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func unneededRec() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unneeded-rec",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a recursive set that does not use its own names",
			Why:   "rec promises that attributes refer to each other, and makes every later attribute hide a name of the same spelling from outside.",
			Bad:   "{\n  b = rec { c = 1; };\n}\n",
			Good:  "{\n  b = { c = 1; };\n}\n",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, set := range f.Names.IdleRecs {
					d := diag.Diagnostic{Span: f.Range(set.Pos(), set.Pos()+len("rec")), Message: "no attribute uses another one of this set; remove rec"}
					if brace := strings.IndexByte(f.Src[set.Pos():set.End()], '{'); strings.TrimSpace(f.Src[set.Pos()+len("rec"):set.Pos()+brace]) == "" {
						d.Fix = removal(f, set.Pos(), set.Pos()+brace)
					}
					p.Report(d)
				}
			}
		},
	}
}
