package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// listEnum evaluates the values of an enumeration that do not stand in its place: types.enum names, types.enum (attrNames set).
func (c *collector) listEnum(o *Option, s *eval.Scope) {
	enum, around, ok := o.Type.enumeration()
	if !ok || o.Type.Expr == nil || enum.Args[0].Expr == nil {
		return
	}
	if _, listed := enum.Args[0].List(); listed {
		return
	}
	_, in := c.inside(o.Type.Expr, s)
	values := c.Machine.Fresh().Eval(enum.Args[0].Expr, in)
	c.deepen(values)
	if list, known := values.(*eval.List); !known || len(list.Open) > 0 {
		return
	}
	v := libType("enum", values)
	for _, name := range slices.Backward(around) {
		v = libType(name, v)
	}
	o.Type = typeOf(Attr{Expr: o.Type.Expr, File: o.Type.File, value: v})
}

// libType is a type of lib that a function of one argument makes.
func libType(name string, argument eval.Value) eval.Value {
	return &eval.Call{Fn: eval.Ref{Root: "lib", Path: []string{"types", name}}, Args: []*eval.Thunk{eval.Known(argument)}}
}

// enumeration is the enum that a type is, or that the values in it are of, and the types around it, outermost first. What
// is bound inside of a type is not looked for.
func (t Type) enumeration() (enum Type, around []string, ok bool) {
	for range maxAlias {
		if len(t.Args) != 1 {
			return Type{}, nil, false
		}
		switch t.Name {
		case "enum":
			return t, around, true
		case "nullOr", "listOf", "nonEmptyListOf", "attrsOf", "lazyAttrsOf":
		default:
			return Type{}, nil, false
		}
		if _, bound := syntax.Unparen(t.Args[0].Expr).(*syntax.Let); bound || t.Args[0].Expr == nil {
			return Type{}, nil, false
		}
		around, t = append(around, t.Name), t.Arg(0)
	}
	return Type{}, nil, false
}
