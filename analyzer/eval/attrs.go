package eval

import (
	"cmp"
	"mxmcheck/analyzer/syntax"
)

// entry is one attribute of a set: its name, or in dyn the name that is to be computed.
type entry struct {
	name  string
	dyn   syntax.AttrName
	thunk *Thunk
}

// piece is what one binding adds to an attribute: its path, of which the first name is the
// attribute's, and the value.
type piece struct {
	path  *syntax.AttrPath
	value syntax.Expr
}

// group makes the attributes of bindings: paths with the same first name become one set. Values
// are evaluated in inner, "inherit x" in outer.
func group(bindings []syntax.Binding, inner, outer *Scope) []entry {
	var entries []entry
	index := map[string]int{}
	pieces := map[string][]piece{}
	for _, b := range bindings {
		switch b := b.(type) {
		case *syntax.Inherit:
			for _, e := range inherited(b, inner, outer) {
				if i, again := index[e.name]; again {
					entries[i].thunk = twice(Place{inner.File, b})
					delete(pieces, e.name)
					continue
				}
				index[e.name] = len(entries)
				entries = append(entries, e)
			}
		case *syntax.AttrBinding:
			n := b.Path.Names[0]
			p := piece{b.Path, b.Value}
			name, ok := Plain(n)
			if !ok {
				entries = append(entries, entry{dyn: n, thunk: joined([]piece{p}, inner)})
				continue
			}
			i, again := index[name]
			switch {
			case !again:
				index[name] = len(entries)
				entries = append(entries, entry{name: name})
			case pieces[name] == nil:
				entries[i].thunk = twice(Place{inner.File, b})
				continue
			}
			pieces[name] = append(pieces[name], p)
		}
	}
	for name, all := range pieces {
		entries[index[name]].thunk = joined(all, inner)
	}
	return entries
}

func inherited(in *syntax.Inherit, inner, outer *Scope) []entry {
	var entries []entry
	var from *Thunk
	if in.From != nil {
		from = Lazy(in.From, inner)
	}
	for _, n := range in.Names {
		name, ok := Plain(n)
		if !ok {
			continue
		}
		at := Place{inner.File, n}
		if from != nil {
			entries = append(entries, entry{name: name, thunk: &Thunk{From: from, Name: name, Scope: inner, at: at}})
			continue
		}
		id, ok := n.(*syntax.Ident)
		if !ok {
			id = &syntax.Ident{Name: name}
		}
		entries = append(entries, entry{name: name, thunk: Lazy(id, outer)})
	}
	return entries
}

// twice is an attribute with two definitions that cannot be merged.
func twice(at Place) *Thunk {
	return Later(at, func(m *Machine) Value { return m.fail(at, "the attribute is defined twice") })
}

// mergeable reports whether others can be merged with a piece.
func mergeable(p piece) bool {
	_, isSet := syntax.Unparen(p.value).(*syntax.AttrSet)
	return isSet || len(p.path.Names) > 1
}

// joined is the attribute that pieces make together. Whether the set is recursive is what its first
// piece says: Nix adds the others to that.
func joined(pieces []piece, s *Scope) *Thunk {
	first := pieces[0]
	if len(pieces) == 1 && len(first.path.Names) == 1 {
		return Lazy(first.value, s)
	}
	recursive := false
	var bindings []syntax.Binding
	for i, p := range pieces {
		if !mergeable(p) {
			return twice(Place{s.File, p.value})
		}
		if len(p.path.Names) > 1 {
			rest := *p.path // with its place
			rest.Names = rest.Names[1:]
			bindings = append(bindings, &syntax.AttrBinding{Path: &rest, Value: p.value})
		} else if set, ok := syntax.Unparen(p.value).(*syntax.AttrSet); ok {
			bindings = append(bindings, set.Bindings...)
			recursive = recursive || i == 0 && set.Rec
		}
	}
	t := Later(Place{s.File, first.value}, func(m *Machine) Value { return m.bindings(bindings, recursive, s) })
	t.Scope, t.Parts = s, &syntax.AttrSet{Bindings: bindings, Rec: recursive}
	return t
}

// bindings makes a set of bindings.
func (m *Machine) bindings(bindings []syntax.Binding, recursive bool, s *Scope) Value {
	if !m.pay(len(bindings)) {
		return m.question.over
	}
	if recursive {
		inner, entries := s.recursive(bindings)
		return m.set(entries, inner)
	}
	return m.set(group(bindings, s, s), s)
}

// set makes a set of attributes whose names are computed in s.
func (m *Machine) set(entries []entry, s *Scope) Value {
	out := &Set{Attrs: make(map[string]*Thunk, len(entries))}
	for _, e := range entries {
		if e.dyn == nil {
			out.Attrs[e.name] = e.thunk
		}
	}
	for _, e := range entries {
		if e.dyn == nil {
			continue
		}
		at := Place{s.File, e.dyn}
		switch name := m.Name(e.dyn, s).(type) {
		case Null:
		case String:
			if _, twice := out.Attrs[string(name)]; twice {
				return m.fail(at, "the attribute "+string(name)+" is defined twice")
			}
			out.Attrs[string(name)] = e.thunk
		default:
			if loops(name) {
				return name
			}
			out.Open = cmp.Or(worst(out.Open), m.unknown(at, "the attribute's name is computed", name))
			out.Rest = append(out.Rest, e.thunk)
		}
	}
	return out
}

// Name is what an attribute name is known to be: a String, Null, or an Unknown.
func (m *Machine) Name(n syntax.AttrName, s *Scope) Value {
	switch n := n.(type) {
	case *syntax.Interp:
		return m.Eval(n.X, s)
	case *syntax.Str:
		return m.text(n.Parts, s, n)
	}
	name, _ := Plain(n)
	return String(name)
}
