package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// isThere reports whether a test around the expression that is read found a path, or one below it.
func (c *collector) isThere(path Path) bool { return c.found(c.there, path) }

// found reports whether a path is one of those that are there, or stands below or around one. That a
// namespace is there says nothing of what is below it.
func (c *collector) found(there []Path, path Path) bool {
	return slices.ContainsFunc(there, func(t Path) bool { return t.HasPrefix(path) || c.InNamespace(t) && path.HasPrefix(t) })
}

// walkWhere is walk for an expression that is evaluated only where some paths are there.
func (c *collector) walkWhere(x syntax.Node, s *eval.Scope, there []Path) {
	outer := c.there
	c.there = append(outer[:len(outer):len(outer)], there...)
	c.walk(x, s)
	c.there = outer
}

// maxProven bounds how deep a condition is looked into: names can share what they stand for.
const maxProven = 8

// proven are the paths that are there where a condition holds, or where it does not: those that it
// tests by "?" and its kin.
func (c *collector) proven(cond syntax.Expr, s *eval.Scope, holds bool, depth int) []Path {
	if depth > maxProven {
		return nil
	}
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.HasAttr:
		base, whole, ok := c.configPath(x.X, s, 0)
		names, all := c.names(x.Path, s)
		if holds && ok && whole && all {
			return []Path{base.Join(names...)}
		}
	case *syntax.Unary:
		if x.Op == syntax.Not {
			return c.proven(x.X, s, !holds, depth+1)
		}
	case *syntax.Binary:
		if x.Op == syntax.And && holds || x.Op == syntax.Or && !holds {
			return append(c.proven(x.X, s, holds, depth+1), c.proven(x.Y, s, holds, depth+1)...)
		}
	case *syntax.Apply:
		if holds {
			return c.provenCall(x, s)
		}
	case *syntax.Ident:
		if b, bound := s.Lookup(x.Name); bound && b.Expr != nil {
			return c.proven(b.Expr, b.Scope, holds, depth+1)
		}
	}
	return nil
}

// provenCall is proven for hasAttrByPath [ "a" "b" ] x and hasAttr "a" x.
func (c *collector) provenCall(x *syntax.Apply, s *eval.Scope) []Path {
	fn, first := ofTwo(x)
	if fn != "hasAttr" && fn != "hasAttrByPath" {
		return nil
	}
	names, ok := stringList(first)
	if text, written := syntax.StaticText(first); written && fn == "hasAttr" {
		names, ok = Path{text}, true
	}
	base, whole, isPath := c.configPath(x.Arg, s, 0)
	if !ok || !whole || !isPath {
		return nil
	}
	return []Path{base.Join(names...)}
}

// provenBy are the paths that are there where the last argument of a call is evaluated: optional,
// mkIf and their kin look at it only if their condition holds.
func (c *collector) provenBy(call *syntax.Apply, s *eval.Scope) []Path {
	switch fn, first := ofTwo(call); fn {
	case "optional", "optionals", "optionalAttrs", "optionalString", "mkIf":
		return c.proven(first, s, true, 0)
	}
	return nil
}

// ofTwo is the function of a call with two arguments, and the first of them; "" for another call.
func ofTwo(call *syntax.Apply) (fn string, first syntax.Expr) {
	inner, ok := syntax.Unparen(call.Fn).(*syntax.Apply)
	if !ok {
		return "", nil
	}
	if _, more := syntax.Unparen(inner.Fn).(*syntax.Apply); more {
		return "", nil
	}
	return callee(inner), inner.Arg
}

// provenLeft are the paths that are there where the right operand is evaluated.
func (c *collector) provenLeft(x *syntax.Binary, s *eval.Scope) []Path {
	switch x.Op {
	case syntax.And, syntax.Implies:
		return c.proven(x.X, s, true, 0)
	case syntax.Or:
		return c.proven(x.X, s, false, 0)
	}
	return nil
}
