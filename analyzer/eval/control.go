package eval

// controlPrimitives are the functions that fail, or that look whether something does.
func controlPrimitives() map[string]primitive {
	after := func(fails func(m *Machine, t *Thunk, at Place) *Unknown) primitive {
		return primitive{2, func(m *Machine, args []*Thunk, at Place) Value {
			if u := fails(m, args[0], at); u != nil {
				return u
			}
			return m.Force(args[1])
		}}
	}
	shallow := after(func(m *Machine, t *Thunk, _ Place) *Unknown {
		return broken(m.Force(t))
	})
	return map[string]primitive{
		"throw":   {1, throw},
		"abort":   {1, func(m *Machine, _ []*Thunk, at Place) Value { return m.fail(at, "it aborts") }},
		"tryEval": {1, tryEval},
		"seq":     shallow,
		"trace":   shallow,
		"warn":    shallow,
		"deepSeq": after(func(m *Machine, t *Thunk, at Place) *Unknown { return m.deep(t, at, map[Value]bool{}) }),
	}
}

func throw(m *Machine, args []*Thunk, at Place) Value {
	if _, cause := m.coerce(m.Force(args[0])); cause != nil {
		if u, failed := failure(cause); failed {
			return u
		}
		return &Unknown{At: at, Reason: "it throws", Fails: Fails} // or computing the message fails
	}
	return &Unknown{At: at, Reason: "it throws", Fails: Throws}
}

func tryEval(m *Machine, args []*Thunk, at Place) Value {
	v := m.Force(args[0])
	u, failed := failure(v)
	switch v := v.(type) { // a part that fails is computed with the whole
	case *List:
		if len(v.Open) > 0 {
			u, failed = failure(v.Open[0])
		}
	case *Set:
		if v.Open != nil {
			u, failed = failure(v.Open)
		}
	}
	switch {
	case failed && u.Fails == Throws:
		return NewSet(map[string]Value{"success": Bool(false), "value": Bool(false)})
	case failed:
		return u
	case whole(v):
		return NewSet(map[string]Value{"success": Bool(true), "value": v})
	}
	return NewSet(map[string]Value{"success": &Unknown{At: at, Reason: "whether it fails is not known"}, "value": v})
}

// whole reports whether a value is known to be one: nothing that failed can hide in it.
func whole(v Value) bool {
	switch v := v.(type) {
	case *List:
		return len(v.Open) == 0
	case *Set:
		return v.Whole()
	}
	return known(v)
}

// deep is the first failure in a value; nil if there is none.
func (m *Machine) deep(t *Thunk, at Place, seen map[Value]bool) *Unknown {
	v := m.Force(t)
	if u := broken(v); u != nil {
		return u
	}
	if !m.enter(at) {
		return m.question.over
	}
	defer m.leave()
	var inner []*Thunk
	_, isSet := v.(*Set)
	switch v := v.(type) {
	case *List:
		inner = v.Elems
	case *Set:
		for _, name := range v.Names() {
			inner = append(inner, v.Attrs[name])
		}
	}
	if len(inner) == 0 || seen[v] {
		return nil
	}
	seen[v] = true
	for _, t := range inner {
		if u := m.deep(t, at, seen); u != nil {
			return u.uncaught(isSet && len(inner) > 1) // in which order Nix goes is not known
		}
	}
	return nil
}
