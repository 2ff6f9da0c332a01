package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unusedModuleArg() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-module-arg",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Options:  []analyzer.RuleOption{{Name: "allow", Doc: "arguments that may stand unused, such as config, lib and pkgs"}},
		Doc: analyzer.Doc{
			Title: "a module argument that nothing uses",
			Why: `The head of a module says what it depends on. A name that is not used misleads the reader, and is often
what is left of code that went away.`,
			Bad:     "{ config, lib, pkgs, ... }:\n{\n  config = lib.mkIf config.services.a.enable { services.b.enable = true; };\n}\n",
			Good:    "{ config, lib, ... }:\n{\n  config = lib.mkIf config.services.a.enable { services.b.enable = true; };\n}\n",
			Unknown: "functions whose arguments have an @-name too, which may pass them on; functions without ..., whose callers may hand over exactly these names",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if f.HasModuleKey() {
					checkModuleArgs(p, f, f.Head())
				}
			}
		},
	}
}

func checkModuleArgs(p *analyzer.Pass, f *analyzer.File, head *syntax.Lambda) {
	for _, u := range f.Names.Unused {
		if u.Lambda != head || u.Formal == nil || head.Arg != nil || !head.Formals.Ellipsis {
			continue
		}
		if strings.HasPrefix(u.Text, "_") || slices.Contains(p.Option("allow"), u.Text) {
			continue
		}
		p.Report(diag.Diagnostic{
			Span: f.Span(u.Name), Message: fmt.Sprintf("the module takes %q and never uses it; remove it", u.Text),
			Fix: formalFix(f, head.Formals, u.Formal),
		})
	}
}

// formalFix takes a formal away with its comma, and with its line if it has one of its own. Where
// the comma stands before the next name, it is taken away up to that name.
func formalFix(f *analyzer.File, formals *syntax.Formals, formal *syntax.Formal) *diag.Fix {
	rest := strings.TrimLeft(f.Src[formal.End():], " \t")
	if rest, ok := strings.CutPrefix(rest, ","); ok {
		start, end := wholeLine(f.Src, formal.Pos(), len(f.Src)-len(rest))
		return removal(f, start, end)
	}
	if i := slices.Index(formals.List, formal); i+1 < len(formals.List) {
		return removal(f, formal.Pos(), formals.List[i+1].Pos())
	}
	if i := strings.Index(rest, "..."); i >= 0 {
		return removal(f, formal.Pos(), len(f.Src)-len(rest)+i)
	}
	return nil
}
