package analyzer

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// HomeHeldOff reports whether the module of a home that a definition stands in, in a file of another kind, is left out of a host as
// a whole: a mkIf around all of it has a condition that does not hold there. What options the module sets is not looked at then. One
// inside of the module is no such condition.
func (r *Repo) HomeHeldOff(h *Host, s Setting) bool {
	d := s.Definition
	if d.Class != Home || len(d.Conds) == 0 {
		return false
	}
	begin := homeBegins(d)
	around := slices.DeleteFunc(slices.Clone(d.Conds), func(cond syntax.Expr) bool { return cond.Pos() >= begin })
	return r.heldOffBy(h, d, around)
}

// homeBegins is where the module of a home begins that a definition stands in: at the set or the function which it is, or behind the
// name of the user. It is the definition's own place where an alias stands for home-manager.users.
func homeBegins(d *Definition) int {
	at := d.Span.Start.Offset
	begin, last, found, inValue := at, "", false, false
	d.File.Walk(func(n syntax.Node) bool {
		if n.End() <= at || at < n.Pos() {
			return false
		}
		switch n := n.(type) {
		case *syntax.AttrSet, *syntax.Lambda:
			if inValue {
				begin, inValue = n.Pos(), false
			}
		case *syntax.AttrBinding:
			inValue = false
			for i, name := range n.Path.Names {
				if last == "users" && !found {
					begin, found, inValue = name.End(), true, i == len(n.Path.Names)-1
				}
				last, _ = syntax.StaticName(name)
			}
		}
		return true
	})
	return begin
}
