package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// moved are the paths that a file takes out of the options of what it calls import for, as in
// (import ./common.nix { }).options.common: what is declared below them gets another name, and a path that
// goes on behind an option reads it. It does not count the options of hosts and evaluations, which keep theirs:
// those are only among the paths that it looks at behind the options of anything.
func moved(f *syntax.File) (paths, inspected []Path) {
	if !strings.Contains(f.Src, ".options.") {
		return nil, nil
	}
	syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
		if sel, ok := n.(*syntax.Select); ok {
			path, _ := syntax.StaticPath(sel.Path)
			if i := slices.Index(path, "options"); i >= 0 && i+1 < len(path) {
				inspected = append(inspected, Path(path[i+1:]))
				if ofImport(sel.X, s, i > 0) {
					paths = append(paths, Path(path[i+1:]))
				}
			}
		}
		return true
	})
	return paths, inspected
}

// ofImport reports whether a value is what import gives, or made of that, or what a function is called
// with; inner says that the options are not those of the value itself.
func ofImport(x syntax.Expr, s *syntax.Scopes, inner bool) bool {
	for range maxAlias {
		id, ok := syntax.Unparen(x).(*syntax.Ident)
		if !ok {
			return holdsImport(x)
		}
		b, bound := s.Lookup(id.Name)
		switch {
		case bound && b.Value != nil:
			x, s = b.Value, b.In
		case bound && b.Lambda != nil:
			return !inner && b.Lambda.Formals == nil
		default:
			return false
		}
	}
	return false
}

// holdsImport reports whether something in an expression is imported, and nothing in it evaluates modules.
func holdsImport(x syntax.Expr) (found bool) {
	evaluates := false
	syntax.Walk(x, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.Apply); ok {
			fn := callee(call)
			found = found || fn == "import"
			evaluates = evaluates || fn == "evalModules" || fn == "eval-config" || strings.HasSuffix(fn, "System") || strings.HasSuffix(fn, "Configuration")
		}
		return !evaluates
	})
	return found && !evaluates
}
