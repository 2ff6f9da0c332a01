package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// ownKeys are the names that the module system takes out of what a module's function gives, before it looks at the rest.
var ownKeys = []string{"imports", "require", "_file", "key", "disabledModules", "_class", "freeformType"}

// noteKeysBeside notes the body of a module's function that is a property beside a set of such names alone, as in
// { lib, ... }: { imports = [ ./x.nix ]; } // lib.mkMerge [ … ]: the names are taken out, and what is left is the property. Of a
// module that is no function all of it is the property, and the names are lost.
func (c *collector) noteKeysBeside(fn *syntax.Lambda) {
	if syntax.Unparen(c.file.Root) != fn && (fn.Formals == nil || !fn.Formals.Ellipsis) {
		return
	}
	c.keysBeside(fn.Body)
}

func (c *collector) keysBeside(x syntax.Expr) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Let:
		c.keysBeside(x.Body)
	case *syntax.With:
		c.keysBeside(x.Body)
	case *syntax.Assert:
		c.keysBeside(x.Body)
	case *syntax.If:
		c.keysBeside(x.Then)
		c.keysBeside(x.Else)
	case *syntax.Binary:
		if keys, properties := keptBy(x); keys && properties == 1 {
			c.keep(x)
		}
	}
}

// keep notes an update, and those that it joins.
func (c *collector) keep(x syntax.Expr) {
	if update, ok := syntax.Unparen(x).(*syntax.Binary); ok {
		if c.kept == nil {
			c.kept = map[*syntax.Binary]bool{}
		}
		c.kept[update] = true
		c.keep(update.X)
		c.keep(update.Y)
	}
}

// keptBy reports whether an expression, or what updates join, is sets with no other names than those that the module system takes out,
// and properties, and how many of these there are.
func keptBy(x syntax.Expr) (keys bool, properties int) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Binary:
		left, n := keptBy(x.X)
		right, m := keptBy(x.Y)
		return x.Op == syntax.Update && left && right, n + m
	case *syntax.AttrSet:
		return !slices.ContainsFunc(x.Bindings, func(b syntax.Binding) bool {
			return slices.ContainsFunc(syntax.BoundNames(b), func(n syntax.AttrName) bool {
				name, ok := eval.Plain(n)
				return !ok || !slices.Contains(ownKeys, name)
			})
		}), 0
	}
	return isPushedDown(x), 1
}

// isPushedDown reports whether an expression is a property that the module system pushes down to what a whole module defines: an order
// is none.
func isPushedDown(x syntax.Expr) bool {
	fn := syntax.LibCallee(x)
	want, ok := propertyArity(fn)
	return ok && len(arguments(x)) == want && !slices.Contains([]string{"mkOrder", "mkBefore", "mkAfter"}, fn)
}
