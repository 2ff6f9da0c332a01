package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func manualInherit() analyzer.Rule {
	return analyzer.Rule{
		Name:     "manual-inherit",
		Severity: diag.Info,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title:   "a run of a = x.a; that inherit (x) says at once",
			Why:     "In a run of such lines one that differs, a = x.b;, is easily overlooked. Single ones are left alone.",
			Bad:     "p: {\n  a = p.a;\n  b = p.b;\n}\n",
			Good:    "p: {\n  inherit (p) a b;\n}\n",
			Unknown: "values with a default (or) and computed names",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				f.Walk(func(n syntax.Node) bool {
					switch n := n.(type) {
					case *syntax.AttrSet:
						checkRuns(p, f, n.Bindings)
					case *syntax.Let:
						checkRuns(p, f, n.Bindings)
					}
					return true
				})
			}
		},
	}
}

// checkRuns reports two and more such bindings that follow each other.
func checkRuns(p *analyzer.Pass, f *analyzer.File, bindings []syntax.Binding) {
	for i := 0; i < len(bindings); {
		from, name := repeated(bindings[i])
		names := []string{name}
		end := i + 1
		for ; from != "" && end < len(bindings); end++ {
			next, name := repeated(bindings[end])
			if next != from {
				break
			}
			names = append(names, name)
		}
		if len(names) > 1 {
			reportRun(p, f, bindings[i].Pos(), bindings[end-1].End(), from, names)
		}
		i = end
	}
}

func reportRun(p *analyzer.Pass, f *analyzer.File, start, end int, from string, names []string) {
	text := fmt.Sprintf("inherit (%s) %s;", from, strings.Join(names, " "))
	p.Report(diag.Diagnostic{
		Span: f.Range(start, end), Message: fmt.Sprintf("%d attributes are taken from %s one by one; write %s", len(names), from, text),
		Fix: &diag.Fix{Message: "write inherit", Safe: true, Edits: []diag.Edit{{Span: f.Range(start, end), Text: text}}},
	})
}

// repeated reads a = x.a; as x and a; "" for any other binding.
func repeated(b syntax.Binding) (from, name string) {
	binding, ok := b.(*syntax.AttrBinding)
	if !ok || len(binding.Path.Names) != 1 {
		return "", ""
	}
	id, ok := binding.Path.Names[0].(*syntax.Ident)
	if !ok {
		return "", ""
	}
	if _, ok := binding.Value.(*syntax.Select); !ok {
		return "", ""
	}
	if from, ok = strings.CutSuffix(syntax.Dotted(binding.Value), "."+id.Name); !ok {
		return "", ""
	}
	return from, id.Name
}
