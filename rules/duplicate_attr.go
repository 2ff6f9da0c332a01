package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func duplicateAttr() analyzer.Rule {
	return analyzer.Rule{
		Name:     "duplicate-attr",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title:   "an attribute that its set has already",
			Why:     "Nix refuses the file as soon as it reads it. Two sets under one name are joined and are no fault.",
			Bad:     "{\n  a = 1;\n  a = 2;\n}\n",
			Good:    "{\n  a.b = 1;\n  a = { c = 2; };\n}\n",
			Unknown: "attributes with computed names",
		},
		Check: func(p *analyzer.Pass) {
			left := leftOut(p.Repo)
			for _, f := range p.Repo.Files {
				if len(f.Errors) > 0 {
					continue
				}
				for _, d := range syntax.Duplicates(f.File) {
					if left(f) {
						break
					}
					p.Report(diag.Diagnostic{
						Span: f.Span(d.At), Message: fmt.Sprintf("%q is defined in this set already; remove one of the two", d.Name),
						Related: []diag.Related{{Span: f.Span(d.First), Message: "defined"}},
					})
				}
			}
		},
	}
}
