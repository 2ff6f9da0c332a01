package eval

// groupPrimitives are the functions between lists and sets.
func groupPrimitives() map[string]primitive {
	return map[string]primitive{
		"groupBy":      {2, groupBy},
		"zipAttrsWith": {2, zipAttrsWith},
	}
}

func catAttrs(m *Machine, v []Value, at Place) Value {
	name, ok := v[0].(String)
	l := closed(v[1])
	if !ok || l == nil {
		return open(v[1])
	}
	out := &List{}
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		v := m.Force(e)
		set, isSet := v.(*Set)
		if !isSet {
			return m.unknown(at, "a set is not known", v)
		}
		if u := broken(set); u != nil {
			return u
		}
		if t, has := set.Attrs[string(name)]; has {
			out.Elems = append(out.Elems, t)
		} else if !set.Whole() {
			out.Open = append(out.Open, set.doubt())
		}
	}
	return out
}

func groupBy(m *Machine, args []*Thunk, at Place) Value {
	f, l, why := m.over(args[0], args[1], at)
	switch {
	case why != nil:
		return why
	case len(l.Open) > 0:
		return open(l)
	}
	groups := map[string]Value{}
	for _, e := range l.Elems {
		if !m.pay(madeElem) {
			return m.question.over
		}
		v := m.Apply(f, e, at)
		name, ok := v.(String)
		if !ok {
			return m.unknown(at, "the name of a group is not known", v)
		}
		group, _ := groups[string(name)].(*List)
		if group == nil {
			group = &List{}
			groups[string(name)] = group
		}
		group.Elems = append(group.Elems, e)
	}
	return NewSet(groups)
}

func zipAttrsWith(m *Machine, args []*Thunk, at Place) Value {
	f, l, why := m.over(args[0], args[1], at)
	switch {
	case why != nil:
		return why
	case len(l.Open) > 0:
		return open(l)
	}
	groups := map[string]*List{}
	for _, e := range l.Elems {
		set, why := m.setOf(e, at)
		switch {
		case set == nil:
			return why
		case !set.Whole():
			return set.doubt()
		}
		for _, name := range set.Names() {
			if groups[name] == nil {
				groups[name] = &List{}
			}
			groups[name].Elems = append(groups[name].Elems, set.Attrs[name])
		}
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for name, values := range groups {
		out.Attrs[name] = Later(at, func(m *Machine) Value {
			return m.Apply(m.Apply(f, Known(String(name)), at), Known(values), at)
		})
	}
	return out
}
