package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// disabled notes disabledModules: modules of the repository that are left out where this one is
// imported. Names of modules of nixpkgs are left out.
func (c *collector) disabled(x syntax.Expr, s *eval.Scope) {
	list, _ := c.Machine.Fresh().Eval(x, s).(*eval.List)
	if list == nil {
		return
	}
	for _, t := range list.Elems {
		if p, ok := c.Machine.Fresh().Force(t).(eval.Path); ok {
			if name, ok := eval.InRepository(string(p)); ok {
				target, _ := c.Resolve(name)
				c.file.Disabled = append(c.file.Disabled, target)
			}
		}
	}
}

// moduleArgs notes _module.args: what a module hands to all others as arguments.
func (c *collector) moduleArgs(path Path, whole bool, x syntax.Expr, s *eval.Scope) {
	switch {
	case len(path) == 0 && whole:
		c.argSets(c.Machine.Fresh().Eval(x, s), true)
	case len(path) > 0 && path[0] == "args":
		c.suppliedBelow(path[1:], whole, x, s)
	}
}

func (c *collector) suppliedBelow(path Path, whole bool, x syntax.Expr, s *eval.Scope) {
	switch {
	case len(path) > 0:
		c.file.Supplied = append(c.file.Supplied, path[0])
	case whole:
		c.argSets(c.Machine.Fresh().Eval(x, s), false)
	default:
		c.file.Supplies = true
	}
}

// argSets reads the value of _module, or of _module.args.
func (c *collector) argSets(v eval.Value, outer bool) {
	sets := Contents(c.Machine, v)
	c.file.Supplies = c.file.Supplies || len(sets) == 0
	for _, set := range sets {
		if t, ok := set.Attrs["args"]; ok && outer {
			c.argSets(c.Machine.Fresh().Force(t), false)
		}
		if outer {
			continue
		}
		for name := range set.Attrs {
			c.file.Supplied = append(c.file.Supplied, name)
		}
		c.file.Supplies = c.file.Supplies || !set.Whole()
	}
}
