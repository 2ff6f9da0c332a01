package eval

import (
	"mxmcheck/analyzer/syntax"
)

// entry is one attribute of a set: its name, or in dyn the name that is to be computed.
type entry struct {
	name  string
	dyn   syntax.AttrName
	thunk *Thunk
}

// piece is what one binding adds to an attribute: the rest of its path, and the value.
type piece struct {
	rest  []syntax.AttrName
	value syntax.Expr
	scope *Scope
}

// group makes the attributes of bindings: paths with the same first name become one set. Values
// are evaluated in inner, "inherit x" in outer.
func group(bindings []syntax.Binding, inner, outer *Scope) []entry {
	var entries []entry
	pieces, order := map[string][]piece{}, []string{}
	for _, b := range bindings {
		switch b := b.(type) {
		case *syntax.Inherit:
			entries = append(entries, inherited(b, inner, outer)...)
		case *syntax.AttrBinding:
			n := b.Path.Names[0]
			p := piece{b.Path.Names[1:], b.Value, inner}
			name, ok := Plain(n)
			if !ok {
				entries = append(entries, entry{dyn: n, thunk: joined([]piece{p})})
				continue
			}
			if _, again := pieces[name]; !again {
				order = append(order, name)
			}
			pieces[name] = append(pieces[name], p)
		}
	}
	for _, name := range order {
		entries = append(entries, entry{name: name, thunk: joined(pieces[name])})
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
		if from != nil {
			entries = append(entries, entry{name: name, thunk: &Thunk{From: from, Name: name, Scope: inner, at: Place{inner.File, n}}})
			continue
		}
		if id, ok := n.(*syntax.Ident); ok {
			entries = append(entries, entry{name: name, thunk: Lazy(id, outer)})
		}
	}
	return entries
}

// joined is the attribute that pieces make together.
func joined(pieces []piece) *Thunk {
	if p := pieces[0]; len(pieces) == 1 && len(p.rest) == 0 {
		return Lazy(p.value, p.scope)
	}
	at := Place{pieces[0].scope.File, pieces[0].value}
	return Later(at, func(m *Machine) Value {
		var bindings []syntax.Binding
		for _, p := range pieces {
			if len(p.rest) > 0 {
				bindings = append(bindings, &syntax.AttrBinding{Path: &syntax.AttrPath{Names: p.rest}, Value: p.value})
			} else if set, ok := syntax.Unparen(p.value).(*syntax.AttrSet); ok {
				bindings = append(bindings, set.Bindings...)
			}
		}
		return m.set(bindings, pieces[0].scope, pieces[0].scope)
	})
}

// set makes a set of bindings.
func (m *Machine) set(bindings []syntax.Binding, inner, outer *Scope) *Set {
	m.pay(len(bindings))
	s := &Set{Attrs: make(map[string]*Thunk, len(bindings))}
	for _, e := range group(bindings, inner, outer) {
		name := e.name
		if e.dyn != nil {
			v := m.Name(e.dyn, inner)
			if _, none := v.(Null); none {
				continue
			}
			text, ok := v.(String)
			if !ok {
				s.Open = m.unknown(Place{inner.File, e.dyn}, "the attribute's name is computed", v)
				s.Rest = append(s.Rest, e.thunk)
				continue
			}
			name = string(text)
		}
		s.Attrs[name] = e.thunk
	}
	return s
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
