package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// noteApart remembers the files whose modules something evaluates by itself: a submodule, or an
// evalModules of the repository's own.
func (c *collector) noteApart(n *syntax.Apply, s *eval.Scope) {
	fn := callee(n.Fn)
	if fn != "submodule" && fn != "submoduleWith" && fn != "evalModules" {
		return
	}
	apart := Apart{}
	if fn != "submodule" {
		apart.Special, apart.Open = c.specialArgs(n.Arg, s)
	}
	note := func(v eval.Value) {
		text, ok := v.(eval.Path)
		if !ok {
			return
		}
		if name, ok := eval.InRepository(string(text)); ok {
			apart.Target, _ = c.Resolve(name)
			c.file.Apart = append(c.file.Apart, apart)
		}
	}
	syntax.Walk(n.Arg, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Path); ok {
			note(c.Machine.Fresh().Eval(p, s))
		}
		return true
	})
	if set, ok := syntax.Unparen(n.Arg).(*syntax.AttrSet); ok {
		c.eachModule(set, s, note)
	}
}

// eachModule visits the modules that a set hands over by a name for their list.
func (c *collector) eachModule(set *syntax.AttrSet, s *eval.Scope, note func(eval.Value)) {
	for _, b := range set.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok || len(attr.Path.Names) > 1 || nameOf(attr.Path.Names[0]) != "modules" {
			continue
		}
		if list, ok := c.Machine.Fresh().Eval(attr.Value, s).(*eval.List); ok {
			for _, e := range list.Elems {
				note(c.Machine.Fresh().Force(e))
			}
		}
	}
}

// specialArgs are the names of the special arguments that a call hands to modules, as far as they are written out.
func (c *collector) specialArgs(arg syntax.Expr, s *eval.Scope) (names []string, open bool) {
	set, ok := syntax.Unparen(arg).(*syntax.AttrSet)
	if !ok {
		return nil, true
	}
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.Inherit:
			for _, n := range b.Names {
				open = open || nameOf(n) == "specialArgs"
			}
		case *syntax.AttrBinding:
			switch {
			case nameOf(b.Path.Names[0]) != "specialArgs":
			case len(b.Path.Names) > 1:
				names = append(names, nameOf(b.Path.Names[1]))
			default:
				some, more := c.namesOf(b.Value, s)
				names, open = append(names, some...), open || more
			}
		}
	}
	return names, open
}

// namesOf are the names of a set; open says that there may be others.
func (c *collector) namesOf(x syntax.Expr, s *eval.Scope) (names []string, open bool) {
	if sum, ok := syntax.Unparen(x).(*syntax.Binary); ok && sum.Op == syntax.Update {
		left, openLeft := c.namesOf(sum.X, s)
		right, openRight := c.namesOf(sum.Y, s)
		return append(left, right...), openLeft || openRight
	}
	set, ok := c.Machine.Fresh().Eval(x, s).(*eval.Set)
	if !ok {
		return nil, true
	}
	return set.Names(), set.Open != nil
}

func nameOf(n syntax.AttrName) string {
	name, _ := syntax.StaticName(n)
	return name
}
