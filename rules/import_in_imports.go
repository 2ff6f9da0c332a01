package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func importInImports() analyzer.Rule {
	return analyzer.Rule{
		Name:     "import-in-imports",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a module that imports gets by calling import",
			Why: `The module system is handed a value and not a file: its errors cannot name the file, and where two modules
import it, it counts twice. A path does both. With arguments, lib.modules.importApply keeps the name of the file; a file
that is named several times may make several modules, and is left alone. There is no fix where another file names the same
one, or imports are computed: it would count once and no longer twice.`,
			Bad:     "{ imports = [ (import ./x.nix { port = 80; }) ]; }\n",
			Good:    "{ imports = [ ]; }\n",
			Unknown: "paths that are computed",
		},
		Check: func(p *analyzer.Pass) {
			counts := p.Repo.Named()
			for _, f := range p.Repo.Files {
				f.Walk(func(n syntax.Node) bool {
					if b, ok := n.(*syntax.AttrBinding); ok && f.Text(b.Path) == "imports" {
						checkImports(p, f, b.Value, counts)
					}
					return true
				})
			}
		},
	}
}

func checkImports(p *analyzer.Pass, f *analyzer.File, x syntax.Expr, counts map[string]int) {
	if both, ok := syntax.Unparen(x).(*syntax.Binary); ok && both.Op == syntax.Concat {
		checkImports(p, f, both.X, counts)
		checkImports(p, f, both.Y, counts)
		return
	}
	list, ok := syntax.Unparen(x).(*syntax.List)
	if !ok {
		return
	}
	for _, e := range list.Elems {
		call, ok := syntax.Unparen(e).(*syntax.Apply)
		if !ok || syntax.Callee(call) != "import" {
			continue
		}
		args := syntax.Arguments(call)
		if path, ok := syntax.Unparen(args[0]).(*syntax.Path); ok {
			reportImport(p, f, e, path, len(args) > 1, counts)
		}
	}
}

func reportImport(p *analyzer.Pass, f *analyzer.File, e syntax.Expr, path *syntax.Path, called bool, counts map[string]int) {
	target := importAt(f, path)
	written := f.Text(path)
	d := diag.Diagnostic{Span: f.Span(e), Message: fmt.Sprintf("import %s hands over a value, which has no file; write %s", written, written)}
	switch {
	case called && target != "" && counts[target] > 1:
		return
	case called:
		d.Message = fmt.Sprintf("import %s hands over a value, which has no file; lib.modules.importApply %s keeps its name", written, written)
	case isModule(p.Repo.File(target)) && counts[target] == 1 && !computesImports(p.Repo):
		d.Fix = &diag.Fix{Message: "import the path", Safe: true, Edits: []diag.Edit{{Span: f.Range(e.Pos(), path.Pos())}, {Span: f.Range(path.End(), e.End())}}}
	}
	p.Report(d)
}

// computesImports reports whether some import is computed, and may be of any file.
func computesImports(repo *analyzer.Repo) bool {
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return slices.ContainsFunc(f.Imports, func(i *analyzer.Import) bool { return !i.Call && i.State == analyzer.Dynamic })
	})
}

// importAt is the file that the path in a call of import names; "" if it is not known.
func importAt(f *analyzer.File, path *syntax.Path) string {
	for _, i := range f.Imports {
		if i.Call && i.State == analyzer.Resolved && i.Span.Start.Offset == path.Pos() {
			return i.Target
		}
	}
	return ""
}

// isModule reports whether a file is a set, or a function of module arguments that gives one.
func isModule(f *analyzer.File) bool { return f != nil && f.Body() != nil && len(f.Errors) == 0 }
