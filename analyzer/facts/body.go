package facts

import (
	"cmp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// root reads a file's expression as a module: functions, let, with and assert stand around a set.
func (c *collector) root(x syntax.Expr, s *eval.Scope) {
	m, ok := c.moduleIn(x, s)
	if !ok {
		c.calledBody(x, s)
		return
	}
	_, plain := syntax.Unparen(x).(*syntax.AttrSet)
	if (plain || c.Called[c.file.Name] && !takesConfiguration(x)) && !HasModuleKeys(m.set) {
		c.file.Set = true
		return // data: a set of anything, unless something takes it for a module
	}
	if c.file.Name == "flake.nix" || strings.HasSuffix(c.file.Name, "/flake.nix") {
		return
	}
	c.file.Module = true
	c.moduleSet(m, guards{})
}

// calledBody reads a file that is a module though no set stands at its end: mkIf and mkMerge define
// options; what another function makes of a configuration may declare and read anything.
func (c *collector) calledBody(x syntax.Expr, s *eval.Scope) {
	fn, isFunction := syntax.Unparen(x).(*syntax.Lambda)
	if !isFunction {
		return
	}
	x, s = c.inside(fn.Body, c.params(fn, s))
	call, isCall := x.(*syntax.Apply)
	if !isCall {
		return
	}
	takes := hasFormal(fn, "config", "options") || fn.Formals == nil && uses(fn, "config") && uses(fn, "lib")
	if _, property := propertyArity(callee(call)); property && takes {
		c.file.Module = true
		c.define(nil, true, call, call, s, guards{})
	} else if takes && c.speaks(c.file) {
		c.unseen(call)
	}
}

// unseen notes a module that is made by a call.
func (c *collector) unseen(call *syntax.Apply) {
	c.file.Unseen = true
	c.file.Unknowns = append(c.file.Unknowns, diag.Unknown{
		Span:    c.file.Span(call.Fn),
		Message: "the module is made by " + cmp.Or(callee(call), "a call") + ": what it declares and reads is not known",
	})
}

// uses reports whether a function of one plain argument selects a name from it.
func uses(fn *syntax.Lambda, name string) bool {
	found := false
	syntax.Walk(fn.Body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			first, _ := eval.Plain(n.Path.Names[0])
			found = found || first == name
		case *syntax.Inherit:
			for _, attr := range n.Names {
				plain, _ := eval.Plain(attr)
				found = found || n.From != nil && plain == name
			}
		}
		return !found
	})
	return found
}

// module is a module as it is written: its set, and what names mean in it.
type module struct {
	set   *syntax.AttrSet
	scope *eval.Scope
	args  *eval.Scope // which binds its arguments; nil where it takes none
}

// moduleIn finds the module that an expression is, through what may stand around its set.
func (c *collector) moduleIn(x syntax.Expr, s *eval.Scope) (module, bool) {
	m := module{scope: s}
	for {
		x, m.scope = c.inside(x, m.scope)
		switch y := x.(type) {
		case *syntax.Lambda:
			m.scope, x = c.params(y, m.scope), y.Body
			m.args = m.scope
		case *syntax.AttrSet:
			if y.Rec {
				m.scope = c.let(y, y.Bindings, m.scope)
			}
			m.set = y
			return m, true
		default:
			return m, false
		}
	}
}

// curried reports whether a file's function gives a function: what calls it is not the module system.
func curried(x syntax.Expr) bool {
	fn, ok := syntax.Unparen(x).(*syntax.Lambda)
	if !ok {
		return false
	}
	_, ok = syntax.Unparen(fn.Body).(*syntax.Lambda)
	return ok
}

// takesConfiguration reports whether a file's function names arguments that modules are called with.
func takesConfiguration(x syntax.Expr) bool {
	fn, ok := syntax.Unparen(x).(*syntax.Lambda)
	return ok && (fn.Formals == nil || hasFormal(fn, "config", "options", "pkgs", "modulesPath"))
}

func HasModuleKeys(set *syntax.AttrSet) bool {
	for _, b := range set.Bindings {
		for _, n := range syntax.BoundNames(b) {
			_, in := b.(*syntax.Inherit)
			switch name, _ := eval.Plain(n); name {
			case "options", "imports":
				return true
			case "config":
				if !in { // inherit config hands the argument on
					return true
				}
			}
		}
	}
	return false
}

// hasFormal reports whether a function names an argument.
func hasFormal(l *syntax.Lambda, names ...string) bool {
	return l.Formals != nil && slices.ContainsFunc(l.Formals.List, func(f *syntax.Formal) bool {
		return slices.Contains(names, f.Name.Name)
	})
}

// IsModuleKey reports whether a name is a key of modules, and no option's.
func IsModuleKey(name string) bool {
	switch name {
	case "options", "config", "imports", "disabledModules", "_file", "_class", "_module", "key", "freeformType", "meta":
		return true
	}
	return false
}
