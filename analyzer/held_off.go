package analyzer

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// heldOff reports whether a definition stands under a condition that does not hold on a host: it needs an option that is off, null or
// empty by its default, and that nothing sets to something else there.
func (r *Repo) heldOff(h *Host, d *Definition) bool {
	return r.heldOffBy(h, d, d.Conds)
}

func (r *Repo) heldOffBy(h *Host, d *Definition, conds []syntax.Expr) bool {
	return slices.ContainsFunc(conds, func(cond syntax.Expr) bool { return !InElse(d, cond) && r.fails(h, d, cond) })
}

func (r *Repo) fails(h *Host, d *Definition, cond syntax.Expr) bool {
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.Binary:
		switch {
		case x.Op == syntax.And:
			return r.fails(h, d, x.X) || r.fails(h, d, x.Y)
		case x.Op == syntax.Or:
			return r.fails(h, d, x.X) && r.fails(h, d, x.Y)
		case x.Op == syntax.NotEqual && isNothing(x.Y):
			return r.staysNothing(h, d, x.X)
		case x.Op == syntax.NotEqual && isNothing(x.X):
			return r.staysNothing(h, d, x.Y)
		}
	case *syntax.Unary:
		equal, ok := syntax.Unparen(x.X).(*syntax.Binary)
		return ok && x.Op == syntax.Not && equal.Op == syntax.Equal && isNothing(equal.Y) && r.staysNothing(h, d, equal.X)
	case *syntax.Select:
		return r.staysNothing(h, d, x)
	}
	return false
}

// staysNothing reports whether each option that a condition may mean is declared here, is off, null or empty by its default, and is
// set to nothing else on a host.
func (r *Repo) staysNothing(h *Host, d *Definition, option syntax.Expr) bool {
	sel, ok := syntax.Unparen(option).(*syntax.Select)
	if !ok || sel.Or != nil {
		return false
	}
	names, static := syntax.StaticPath(sel.Path)
	if !static {
		return false
	}
	meant := false
	for _, gate := range d.Gates() {
		if len(gate) < len(names) || !slices.Equal(gate[len(gate)-len(names):], names) {
			continue
		}
		if !r.isNothingByDefault(gate) || slices.ContainsFunc(h.Settings, func(s Setting) bool { return s.Path.HasPrefix(gate) && !isNothing(s.Value) }) {
			return false
		}
		meant = true
	}
	return meant
}

func (r *Repo) isNothingByDefault(option Path) bool {
	decls := r.Declaring(option)
	return len(decls) > 0 && !slices.ContainsFunc(decls, func(decl *Declaration) bool {
		if !decl.Path.Equal(option) || decl.Option == nil || decl.Option.Apply.Given() {
			return true
		}
		return decl.Option.Ctor != "mkEnableOption" && (!decl.Option.Default.Given() || !isNothing(decl.Option.Default.Expr))
	})
}

// isNothing reports whether a value is written out as false, null, "", [ ] or { }.
func isNothing(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Name == "false" || x.Name == "null"
	case *syntax.List:
		return len(x.Elems) == 0
	case *syntax.AttrSet:
		return len(x.Bindings) == 0
	}
	text, written := syntax.StaticText(x)
	return written && text == ""
}

// InElse reports whether a definition stands where a condition does not hold: facts have the condition of an if for both branches.
func InElse(d *Definition, cond syntax.Expr) bool {
	found := false
	d.File.Walk(func(n syntax.Node) bool {
		branch, ok := n.(*syntax.If)
		found = found || ok && branch.Cond == cond && branch.Else.Pos() <= d.Value.Pos() && d.Value.Pos() < branch.Else.End()
		return !found
	})
	return found
}
