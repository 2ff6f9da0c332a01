package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Key is an option of a submodule. Option is nil where it is a group of options, or cannot be seen.
type Key struct {
	Name   string
	Place  syntax.Node
	Option *Option
}

// Keys are the options that a submodule's values may have, in order of place. It asserts that there
// are no others: known is false where the submodule is not written out, imports anything or is
// freeform.
func (t Type) Keys() (keys []Key, known bool) {
	if t.Name != "submodule" || len(t.Args) != 1 {
		return nil, false
	}
	set := syntax.InnerSet(t.Args[0].Expr)
	if set == nil {
		return nil, false
	}
	c := &collector{file: t.Args[0].File}
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			return nil, false
		}
		switch name, _ := eval.Plain(b.Path.Names[0]); name {
		case "options":
			some, ok := c.keys(b)
			if !ok {
				return nil, false
			}
			keys = append(keys, some...)
		case "config":
			if mentions(b.Value, "freeformType") || len(b.Path.Names) > 1 {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return keys, true
}

// keys reads options = { … } and options.a = …
func (c *collector) keys(b *syntax.AttrBinding) (keys []Key, known bool) {
	if len(b.Path.Names) > 1 {
		key, ok := c.key(b.Path.Names[1:], b.Value)
		return []Key{key}, ok
	}
	set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet)
	if !ok {
		return nil, false
	}
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			return nil, false
		}
		key, ok := c.key(b.Path.Names, b.Value)
		if !ok {
			return nil, false
		}
		keys = append(keys, key)
	}
	return keys, true
}

func (c *collector) key(names []syntax.AttrName, value syntax.Expr) (Key, bool) {
	name, ok := eval.Plain(names[0])
	key := Key{Name: name, Place: names[0]}
	if len(names) == 1 {
		key.Option = c.optionOf(value)
	}
	return key, ok
}

func mentions(x syntax.Node, name string) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		id, ok := n.(*syntax.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}
