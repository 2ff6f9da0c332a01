package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// root reads a file's expression as a module: functions, let, with and assert stand around a set.
func (c *collector) root(x syntax.Expr, s *eval.Scope) {
	set, inner, ok := c.moduleBody(x, s)
	if !ok {
		c.calledBody(x, s)
		return
	}
	_, plain := syntax.Unparen(x).(*syntax.AttrSet)
	if (plain || c.Called[c.file.Name] && !takesConfiguration(x)) && !HasModuleKeys(set) {
		c.file.Plain = true
		return // data: a set of anything, unless something takes it for a module
	}
	if c.file.Name == "flake.nix" || strings.HasSuffix(c.file.Name, "/flake.nix") {
		return
	}
	c.file.Module = true
	c.moduleSet(set, inner, guards{})
}

// calledBody reads a file that is a module though no set stands at its end: mkIf and mkMerge define
// options; what another function makes of a configuration may declare and read anything.
func (c *collector) calledBody(x syntax.Expr, s *eval.Scope) {
	fn, isFunction := syntax.Unparen(x).(*syntax.Lambda)
	if !isFunction {
		return
	}
	s, x = s.Inside().Params(fn), fn.Body
	s.Module = true
	x, s = inside(x, s)
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
		Message: "the module is made by " + callee(call) + ": what it declares and reads is not known",
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

// inside is what let, with and assert stand around, and its scope.
func inside(x syntax.Expr, s *eval.Scope) (syntax.Expr, *eval.Scope) {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Let:
			s, x = s.Let(y.Bindings), y.Body
		case *syntax.With:
			s, x = s.Under(y.Scope), y.Body
		case *syntax.Assert:
			x = y.Body
		default:
			return y, s
		}
	}
}

// moduleBody finds the set of a module, through what may stand around it.
func (c *collector) moduleBody(x syntax.Expr, s *eval.Scope) (*syntax.AttrSet, *eval.Scope, bool) {
	s = s.Inside()
	for {
		x, s = inside(x, s)
		switch y := x.(type) {
		case *syntax.Lambda:
			s, x = s.Params(y), y.Body
			s.Module = true
		case *syntax.AttrSet:
			if y.Rec {
				s = s.Let(y.Bindings)
			}
			return y, s, true
		default:
			return nil, s, false
		}
	}
}

// takesConfiguration reports whether a file's function names arguments that modules are called with.
func takesConfiguration(x syntax.Expr) bool {
	fn, ok := syntax.Unparen(x).(*syntax.Lambda)
	return ok && (fn.Formals == nil || hasFormal(fn, "config", "options", "pkgs", "modulesPath"))
}

func HasModuleKeys(set *syntax.AttrSet) bool {
	for _, b := range set.Bindings {
		for _, n := range namesOf(b) {
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
