package eval

import (
	"cmp"
	"maps"
)

// setPrimitives are the functions of sets.
func setPrimitives() map[string]primitive {
	return map[string]primitive{
		"attrNames":      strict(1, func(m *Machine, v []Value, at Place) Value { return m.attributes(v[0], at, false) }),
		"attrValues":     strict(1, func(m *Machine, v []Value, at Place) Value { return m.attributes(v[0], at, true) }),
		"mapAttrs":       {2, mapAttrs},
		"listToAttrs":    strict(1, listToAttrs),
		"removeAttrs":    strict(2, removeAttrs),
		"filterAttrs":    {2, filterAttrs},
		"intersectAttrs": strict(2, intersectAttrs),
		"functionArgs":   strict(1, functionArgs),
		"catAttrs":       strict(2, catAttrs),
		"getAttr": strict(2, func(m *Machine, v []Value, at Place) Value {
			if name, ok := v[0].(String); ok {
				return m.Select(v[1], string(name), at)
			}
			return nil
		}),
		"hasAttr": strict(2, func(_ *Machine, v []Value, _ Place) Value {
			name, ok := v[0].(String)
			set, isSet := v[1].(*Set)
			if !ok || !isSet {
				return nil
			}
			if _, has := set.Attrs[string(name)]; (has || set.Whole()) && broken(set) == nil {
				return Bool(has)
			}
			return set.doubt()
		}),
	}
}

// with copies a set; n is how many attributes there will be.
func (s *Set) with(n int) *Set {
	out := &Set{Attrs: make(map[string]*Thunk, n), Open: s.Open, Base: s.Base, Ctor: s.Ctor, Loose: s.Loose}
	maps.Copy(out.Attrs, s.Attrs)
	return out
}

// like is a set without attributes that may have others if s may.
func (s *Set) like(at Place) *Set {
	out := &Set{Attrs: make(map[string]*Thunk, len(s.Attrs)), Open: s.Open, Loose: s.Loose}
	if s.Base != nil {
		out.Open = &Unknown{At: at, Reason: "the set's attributes are not all known", Foreign: true}
	}
	return out
}

// doubt is why a set's attributes are not all known.
func (s *Set) doubt() *Unknown {
	if s.Open != nil {
		return s.Open.plain()
	}
	return &Unknown{Reason: "the set's attributes are not all known"}
}

func (m *Machine) attributes(v Value, at Place, values bool) Value {
	set := m.shape(v)
	if set == nil {
		return nil
	}
	if !m.pay(madeElem * len(set.Attrs)) {
		return m.question.over
	}
	out := &List{}
	for _, name := range set.Names() {
		if values {
			out.Elems = append(out.Elems, set.Attrs[name])
		} else {
			out.Elems = append(out.Elems, Known(String(name)))
		}
	}
	if rest := set.like(at).Open; rest != nil {
		out.Open = append(out.Open, rest)
	}
	return out
}

// setOf evaluates an argument that is a set; nil, and why, if it is none.
func (m *Machine) setOf(t *Thunk, at Place) (*Set, Value) {
	v := m.Force(t)
	set := m.shape(v)
	if set == nil {
		return nil, m.unknown(at, "the set is not known", v)
	}
	if !m.pay(madeElem * len(set.Attrs)) {
		return nil, m.question.over
	}
	return set, nil
}

func mapAttrs(m *Machine, args []*Thunk, at Place) Value {
	set, why := m.setOf(args[1], at)
	if set == nil {
		return why
	}
	out := set.like(at)
	for name, t := range set.Attrs {
		out.Attrs[name] = Later(at, func(m *Machine) Value {
			return m.Apply(m.Apply(m.Force(args[0]), Known(String(name)), at), t, at)
		})
	}
	return out
}

func filterAttrs(m *Machine, args []*Thunk, at Place) Value {
	set, why := m.setOf(args[1], at)
	if set == nil {
		return why
	}
	out := set.like(at)
	for _, name := range set.Names() {
		t := set.Attrs[name]
		yes, why := m.judge(m.Apply(m.Force(args[0]), Known(String(name)), at), t, at)
		u, _ := why.(*Unknown)
		switch {
		case m.question.over != nil:
			return m.question.over
		case u != nil && u.Fails == Loops:
			return u
		case u != nil:
			out.Open = cmp.Or(worst(out.Open), u)
		case yes:
			out.Attrs[name] = t
		}
	}
	return out
}

func listToAttrs(m *Machine, v []Value, at Place) Value {
	l, ok := v[0].(*List)
	if !ok {
		return nil
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	if u, ok := open(l).(*Unknown); ok {
		out.Open = u
	}
	for _, e := range l.Elems {
		if !m.pay(madeElem) {
			return m.question.over
		}
		pair := m.Force(e)
		nameValue := m.Select(pair, "name", at)
		name, ok := nameValue.(String)
		if !ok {
			if loops(nameValue) {
				return nameValue
			}
			out.Open = cmp.Or(worst(out.Open), m.unknown(at, "a name is not known", nameValue))
			continue
		}
		if _, first := out.Attrs[string(name)]; first {
			continue
		}
		if set, ok := pair.(*Set); ok && set.Whole() && set.Attrs["value"] == nil {
			return nil
		}
		out.Attrs[string(name)] = Later(e.At(), func(m *Machine) Value { return m.Select(pair, "value", at) })
	}
	return out
}

func removeAttrs(m *Machine, v []Value, at Place) Value {
	set, l := m.shape(v[0]), closed(v[1])
	if set == nil || l == nil {
		return open(v[1])
	}
	if !m.pay(len(set.Attrs) + len(l.Elems)) {
		return m.question.over
	}
	out := set.with(len(set.Attrs))
	out.Ctor = ""
	for _, e := range l.Elems {
		v := m.Force(e)
		name, ok := v.(String)
		if !ok {
			return m.unknown(at, "a name is not known", v)
		}
		delete(out.Attrs, string(name))
	}
	return out
}

func intersectAttrs(m *Machine, v []Value, _ Place) Value {
	a, ok1 := v[0].(*Set)
	b, ok2 := v[1].(*Set)
	switch {
	case !ok1 || !ok2:
		return nil
	case !a.Whole():
		return a.doubt()
	case !b.Whole():
		return b.doubt()
	case !m.pay(len(b.Attrs)):
		return m.question.over
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for name, t := range b.Attrs {
		if _, both := a.Attrs[name]; both {
			out.Attrs[name] = t
		}
	}
	return out
}

func functionArgs(m *Machine, v []Value, at Place) Value {
	out := &Set{Attrs: map[string]*Thunk{}}
	switch f := v[0].(type) {
	case *Builtin:
		return out
	case *Func:
		if f.Lambda.Formals != nil {
			for _, formal := range f.Lambda.Formals.List {
				out.Attrs[formal.Name.Name] = Known(Bool(formal.Default != nil))
			}
		}
		return out
	case *Set:
		return &Unknown{At: at, Reason: "the arguments of a set that is called are not known"}
	}
	return nil
}
