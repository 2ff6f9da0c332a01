package rules

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// guarding are the functions whose first argument decides whether the second is taken.
func guarding(fn string) bool {
	return slices.Contains([]string{"mkIf", "optional", "optionals", "optionalAttrs", "optionalString"}, fn)
}

// asksWhetherSet reports whether a condition compares with "": what getEnv gives in a flake.
func asksWhetherSet(cond syntax.Expr) bool {
	found := false
	syntax.Walk(cond, func(n syntax.Node) bool {
		_, asks := testedForText(n)
		found = found || asks
		return !found
	})
	return found
}

// testedForText is what a node compares with "", or takes the length of.
func testedForText(n syntax.Node) (tested syntax.Expr, ok bool) {
	switch n := n.(type) {
	case *syntax.Binary:
		if n.Op != syntax.Equal && n.Op != syntax.NotEqual {
			return nil, false
		}
		if text, written := syntax.StaticText(n.Y); written && text == "" {
			return n.X, true
		}
		if text, written := syntax.StaticText(n.X); written && text == "" {
			return n.Y, true
		}
	case *syntax.Apply:
		args := syntax.Arguments(n)
		switch fn := syntax.Callee(n); {
		case fn == "stringLength":
			return n.Arg, true
		case fn == "elem" && len(args) == 2 && listsEmpty(args[1]):
			return args[0], true
		}
	case *syntax.Select:
		return selectedByText(n)
	}
	return nil, false
}

// listsEmpty reports whether "" is an element of a list that is written out.
func listsEmpty(x syntax.Expr) bool {
	list, ok := syntax.Unparen(x).(*syntax.List)
	return ok && slices.ContainsFunc(list.Elems, func(e syntax.Expr) bool {
		text, written := syntax.StaticText(e)
		return written && text == ""
	})
}

// selectedByText reads { "" = …; }.${x} or y: what x is where it is "" is said.
func selectedByText(n *syntax.Select) (tested syntax.Expr, ok bool) {
	set, isSet := syntax.Unparen(n.X).(*syntax.AttrSet)
	interp, computed := n.Path.Names[0].(*syntax.Interp)
	if !isSet || !computed || len(n.Path.Names) > 1 || !slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			return false
		}
		name, quoted := attr.Path.Names[0].(*syntax.Str)
		return quoted && len(name.Parts) == 0
	}) {
		return nil, false
	}
	return interp.X, true
}

// fallsBack reads let home = getEnv "HOME"; in if home == "" then … else …: the variable is bound, and
// its name is compared with "" anywhere.
// What else stands in the let is looked at all the same.
func (i *impurities) fallsBack(x *syntax.Let) bool {
	tested := map[string]bool{}
	syntax.Walk(x, func(n syntax.Node) bool {
		if what, ok := testedForText(n); ok {
			if id, plain := syntax.Unparen(what).(*syntax.Ident); plain {
				tested[id.Name] = true
			}
		}
		return true
	})
	for _, b := range x.Bindings {
		i.notePath(b)
	}
	for _, b := range x.Bindings {
		if attr, ok := b.(*syntax.AttrBinding); ok && syntax.Callee(attr.Value) == "getEnv" {
			if name, plain := syntax.StaticName(attr.Path.Names[0]); plain && tested[name] {
				continue
			}
		}
		syntax.EachChild(b, i.visit)
	}
	i.visit(x.Body)
	return true
}
