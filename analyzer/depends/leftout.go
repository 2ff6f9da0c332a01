package depends

import (
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// leftOut opens the host where the evaluator does not look and nix does: conditions of assert and
// its kin that depend on files.
func (m *marker) leftOut(f *analyzer.File) {
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assert:
			if readsFiles(n.Cond) {
				m.open(f.Span(n.Cond), "an assertion reads files")
			}
		case *syntax.Apply:
			if name := calledName(n); ignoring[name] && readsFiles(n) {
				m.open(f.Span(n), name+" is called with what reads files")
			}
		}
		return true
	})
}

// ignoring are the functions whose conditions the evaluator takes for granted.
var ignoring = map[string]bool{
	"throwIf": true, "throwIfNot": true, "warnIf": true, "warnIfNot": true, "assertMsg": true, "seq": true, "deepSeq": true, "tryEval": true,
	"trace": true, "traceVal": true, "warn": true, "addErrorContext": true,
}

func calledName(x *syntax.Apply) string {
	fn := syntax.Unparen(x.Fn)
	for {
		a, ok := fn.(*syntax.Apply)
		if !ok {
			break
		}
		fn = syntax.Unparen(a.Fn)
	}
	return nameOf(fn)
}

// nameOf is the last name of a name or a selection.
func nameOf(x syntax.Expr) string {
	switch fn := x.(type) {
	case *syntax.Ident:
		return fn.Name
	case *syntax.Select:
		name, _ := eval.Plain(fn.Path.Names[len(fn.Path.Names)-1])
		return name
	}
	return ""
}

// readsFiles reports whether an expression may look at files.
func readsFiles(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Path:
			found = true
		case *syntax.Ident:
			found = found || slices.Contains([]string{"self", "inputs", "import", "readFile", "readDir", "pathExists", "readFileType", "hashFile"}, n.Name)
		}
		return !found
	})
	return found
}
