package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// scopes are what names mean in a file: the scope that each let, recursive set, with and function of
// it opens, each opened once. So what Reads, Declares and Elsewhere follow are the same bindings, and
// one that was evaluated for one of them is known to the others. Functions are those that nothing
// seen calls; where the evaluator calls one, its scope is another, and is not kept here.
type scopes struct {
	file  *eval.Scope
	inner map[syntax.Node]*eval.Scope
}

// scope is the outermost scope of the file.
func (c *collector) scope() *eval.Scope {
	if c.file.scopes == nil {
		c.file.scopes = &scopes{file: eval.FileScope(c.file.File), inner: map[syntax.Node]*eval.Scope{}}
	}
	return c.file.scopes.file
}

// opened is the scope that a node opens inside s.
func (c *collector) opened(n syntax.Node, s *eval.Scope, open func() *eval.Scope) *eval.Scope {
	c.scope()
	known, met := c.file.scopes.inner[n]
	if met && known.Parent == s {
		return known
	}
	inner := open()
	if !met {
		c.file.scopes.inner[n] = inner
	}
	return inner
}

// let is the scope of the bindings of a let or a set.
func (c *collector) let(n syntax.Node, bindings []syntax.Binding, s *eval.Scope) *eval.Scope {
	return c.opened(n, s, func() *eval.Scope { return s.Let(bindings) })
}

// with is the scope of the body of a with.
func (c *collector) with(n *syntax.With, s *eval.Scope) *eval.Scope {
	return c.opened(n, s, func() *eval.Scope { return s.Under(n.Scope) })
}

// params is the scope of a function that nothing seen calls: the module system may, with the
// arguments that it has for every module.
func (c *collector) params(l *syntax.Lambda, s *eval.Scope) *eval.Scope {
	return c.opened(l, s, func() *eval.Scope {
		return s.Params(l, func(name string) eval.Value {
			if c.file.submodules[l] {
				return nil
			}
			return c.Argument(name, l)
		})
	})
}

// inside is what let, with and assert stand around, and its scope.
func (c *collector) inside(x syntax.Expr, s *eval.Scope) (syntax.Expr, *eval.Scope) {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Let:
			s, x = c.let(y, y.Bindings, s), y.Body
		case *syntax.With:
			s, x = c.with(y, s), y.Body
		case *syntax.Assert:
			x = y.Body
		default:
			return y, s
		}
	}
}
