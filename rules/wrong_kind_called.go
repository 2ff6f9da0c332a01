package rules

import (
	"fmt"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// called reports a list, a set, a text or a number that another value follows: Nix takes the first for a function, and
// evaluation ends there. A set may have a __functor.
func (c *wrongKindCheck) called(n *syntax.Apply) {
	if c.told[n] {
		return
	}
	fn := syntax.Unparen(n.Fn)
	what, instead := "", "put what stands between them"
	switch x := fn.(type) {
	case *syntax.List:
		what = "a list"
		if _, both := syntax.Unparen(n.Arg).(*syntax.List); both {
			instead = "join lists with ++"
		}
	case *syntax.AttrSet:
		if mayBeFunctor(x) {
			return
		}
		what = "a set"
		if _, both := syntax.Unparen(n.Arg).(*syntax.AttrSet); both {
			instead = "join sets with //"
		}
	case *syntax.Str, *syntax.IndStr:
		what = "a text"
		switch syntax.Unparen(n.Arg).(type) {
		case *syntax.Str, *syntax.IndStr:
			instead = "join texts with +"
		}
	case *syntax.Int, *syntax.Float:
		what = "a number"
	default:
		return
	}
	c.pass.Report(diag.Diagnostic{
		Span: c.file.Span(fn), Message: fmt.Sprintf("this is %s, and what follows makes it a call: a semicolon is missing, or %s", what, instead),
	})
}

// mayBeFunctor reports whether a set may be called: it has the name __functor, or a name that is computed.
func mayBeFunctor(set *syntax.AttrSet) bool {
	for _, binding := range set.Bindings {
		for _, name := range syntax.BoundNames(binding) {
			if text, static := syntax.StaticName(name); !static || text == "__functor" {
				return true
			}
		}
	}
	return false
}
