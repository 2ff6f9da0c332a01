package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func topLevelWith() analyzer.Rule {
	return analyzer.Rule{
		Name:     "top-level-with",
		Severity: diag.Warning,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "a with around the whole file",
			Why: `Below a with no name is undefined before it is evaluated: a misspelt one is found on the host that needs
it, and not here. A with on one list or one value is fine.`,
			Bad:     "{ lib, ... }:\nwith lib;\n{\n  options.mxmlabs.x = mkOption { };\n  config.services.x = mkDefault 1;\n}\n",
			Good:    "{ lib, ... }:\nlet inherit (lib) mkDefault mkOption; in\n{\n  services.x = mkDefault 1;\n  services.y = mkOption { };\n}\n",
			Unknown: "which with a name comes from where there are several: there is then no fix",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if w := outerWith(f.Root); w != nil && len(f.Errors) == 0 {
					scope := f.Text(w.Scope)
					p.Report(diag.Diagnostic{
						Span: f.Range(w.Pos(), w.Scope.End()), Fix: inheritFix(f, w),
						Message: fmt.Sprintf("with %s around the whole file hides names that nothing binds; write let inherit (%s) …; in", scope, scope),
					})
				}
			}
		},
	}
}

// outerWith is the with that stands around a file's body, behind functions and lets.
func outerWith(x syntax.Expr) *syntax.With {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			x = y.Body
		case *syntax.Let:
			x = y.Body
		case *syntax.Assert:
			x = y.Body
		case *syntax.With:
			return y
		default:
			return nil
		}
	}
}

// inheritFix replaces with x; by let inherit (x) names; in.
func inheritFix(f *analyzer.File, w *syntax.With) *diag.Fix {
	names, sure := syntax.NamesFrom(f.File, w)
	if !sure || len(names) == 0 || syntax.Dotted(w.Scope) == "" {
		return nil
	}
	semicolon := strings.IndexByte(f.Src[w.Scope.End():], ';')
	text := fmt.Sprintf("let inherit (%s) %s; in", f.Text(w.Scope), strings.Join(names, " "))
	return &diag.Fix{Message: "inherit the names", Edits: []diag.Edit{{Span: f.Range(w.Pos(), w.Scope.End()+semicolon+1), Text: text}}}
}
