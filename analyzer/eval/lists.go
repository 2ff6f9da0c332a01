package eval

import (
	"cmp"
	"slices"
)

// listPrimitives are the functions of lists.
func listPrimitives() map[string]primitive {
	return map[string]primitive{
		"map":         {2, mapList},
		"filter":      {2, filterList},
		"partition":   {2, partition},
		"any":         {2, func(m *Machine, args []*Thunk, at Place) Value { return quantify(m, args, at, true) }},
		"all":         {2, func(m *Machine, args []*Thunk, at Place) Value { return quantify(m, args, at, false) }},
		"concatLists": strict(1, concatLists),
		"concatMap":   {2, concatMap},
		"foldl'":      {3, foldLeft},
		"foldl":       {3, foldLazily},
		"elem":        {2, elem},
		"genList":     {2, genList},
		"length": strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if l := closed(v[0]); l != nil {
				return Int(len(l.Elems))
			}
			return open(v[0])
		}),
		"elemAt": strict(2, elemAt),
		"head":   strict(1, func(m *Machine, v []Value, at Place) Value { return elemAt(m, []Value{v[0], Int(0)}, at) }),
		"tail": strict(1, func(_ *Machine, v []Value, _ Place) Value {
			l, ok := v[0].(*List)
			if !ok || len(l.Elems) == 0 {
				return open(v[0])
			}
			return &List{Elems: l.Elems[1:], Open: l.Open}
		}),
	}
}

// closed is a list whose elements are all known; nil for anything else.
func closed(v Value) *List {
	if l, ok := v.(*List); ok && len(l.Open) == 0 {
		return l
	}
	return nil
}

// open is why the elements of a list are not all known; nil if they are.
func open(v Value) Value {
	if l, ok := v.(*List); ok && len(l.Open) > 0 {
		u := cmp.Or(worst(l.Open...), l.Open[0])
		return u.plain()
	}
	return nil
}

// list evaluates an argument that is a list; nil, and why, if it is none.
func (m *Machine) list(t *Thunk, at Place) (*List, Value) {
	v := m.Force(t)
	if l, ok := v.(*List); ok {
		return l, nil
	}
	return nil, m.unknown(at, "the list is not known", v)
}

// function evaluates an argument that is called; why is nil if it may be.
func (m *Machine) function(t *Thunk, at Place) (f, why Value) {
	f = m.Force(t)
	switch f.(type) {
	case *Func, *Builtin, Ref, *Call:
		return f, nil
	}
	if set, ok := f.(*Set); ok && (set.Attrs["__functor"] != nil || !set.Whole()) {
		return f, nil
	}
	return nil, m.unknown(at, "the function is not known", f)
}

// over evaluates a function and the list that it runs over, in this order.
func (m *Machine) over(f, list *Thunk, at Place) (Value, *List, Value) {
	fn, why := m.function(f, at)
	if why != nil {
		return nil, nil, why
	}
	l, why := m.list(list, at)
	if l == nil {
		return nil, nil, why
	}
	return fn, l, nil
}

func mapList(m *Machine, args []*Thunk, at Place) Value {
	l, why := m.list(args[1], at)
	if l == nil {
		return why
	}
	if len(l.Elems) > 0 {
		if _, why := m.function(args[0], at); why != nil {
			return why
		}
	}
	if !m.pay(madeElem * len(l.Elems)) {
		return m.question.over
	}
	out := &List{Open: l.Open}
	for _, e := range l.Elems {
		out.Elems = append(out.Elems, Later(at, func(m *Machine) Value { return m.Apply(m.Force(args[0]), e, at) }))
	}
	return out
}

// judge calls a function that gives true or false; why is nil if it does.
func (m *Machine) judge(f Value, e *Thunk, at Place) (yes bool, why Value) {
	if !m.pay(1) {
		return false, m.question.over
	}
	switch v := m.Apply(f, e, at).(type) {
	case Bool:
		return bool(v), nil
	default:
		return false, m.unknown(at, "which elements are kept is not known", v)
	}
}

func filterList(m *Machine, args []*Thunk, at Place) Value {
	out, _, why := m.sift(args, at)
	if why != nil {
		return why
	}
	return out
}

// sift parts a list by a function.
func (m *Machine) sift(args []*Thunk, at Place) (right, wrong *List, why Value) {
	l, why := m.list(args[1], at)
	if l == nil {
		return nil, nil, why
	}
	right, wrong = &List{Open: slices.Clone(l.Open)}, &List{Open: slices.Clone(l.Open)}
	if len(l.Elems) == 0 {
		return right, wrong, nil
	}
	f, why := m.function(args[0], at)
	if why != nil {
		return nil, nil, why
	}
	for _, e := range l.Elems {
		yes, why := m.judge(f, e, at)
		u, _ := why.(*Unknown)
		switch {
		case m.question.over != nil:
			return nil, nil, m.question.over
		case u != nil && u.Fails == Loops:
			return nil, nil, u
		case u != nil:
			u.Perhaps, u.Sifted = []*Thunk{Known(&List{Elems: []*Thunk{e}})}, true
			right.Open, wrong.Open = append(right.Open, u), append(wrong.Open, u)
		case yes:
			right.Elems = append(right.Elems, e)
		default:
			wrong.Elems = append(wrong.Elems, e)
		}
	}
	return right, wrong, nil
}

func partition(m *Machine, args []*Thunk, at Place) Value {
	_, l, why := m.over(args[0], args[1], at)
	if why != nil {
		return why
	}
	for _, e := range l.Elems {
		if u, failed := failure(m.Force(e)); failed {
			return u.uncaught(true)
		}
	}
	right, wrong, why := m.sift(args, at)
	if why != nil {
		return why
	}
	if u := broken(right); u != nil {
		return u
	}
	return NewSet(map[string]Value{"right": right, "wrong": wrong})
}

// quantify is any, which stops at true, and all, which stops at false.
func quantify(m *Machine, args []*Thunk, at Place, stop bool) Value {
	f, l, why := m.over(args[0], args[1], at)
	if why != nil {
		return why
	}
	if u := broken(l); u != nil {
		return u
	}
	for _, e := range l.Elems {
		yes, why := m.judge(f, e, at)
		if why != nil {
			return why
		}
		if yes == stop {
			return Bool(stop)
		}
	}
	if len(l.Open) > 0 {
		return open(l)
	}
	return Bool(!stop)
}

func concatLists(m *Machine, v []Value, at Place) Value {
	l, ok := v[0].(*List)
	if !ok {
		return nil
	}
	out := &List{Open: slices.Clone(l.Open)}
	for _, e := range l.Elems {
		if why := m.extend(out, m.Force(e), at); why != nil {
			return why
		}
	}
	return out
}

func concatMap(m *Machine, args []*Thunk, at Place) Value {
	f, l, why := m.over(args[0], args[1], at)
	if why != nil {
		return why
	}
	out := &List{Open: slices.Clone(l.Open)}
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		if why := m.extend(out, m.Apply(f, e, at), at); why != nil {
			return why
		}
	}
	return out
}

func foldLeft(m *Machine, args []*Thunk, at Place) Value {
	f, l, why := m.over(args[0], args[2], at)
	if why != nil {
		return why
	}
	if len(l.Open) > 0 {
		return open(l)
	}
	if broken(m.Force(args[1])) != nil { // lib evaluates it, builtins does not
		return m.fail(at, "the first value fails")
	}
	acc := args[1]
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		v := m.Apply(m.Apply(f, acc, at), e, at)
		if u, failed := failure(v); failed {
			return u
		}
		acc = Known(v)
	}
	return m.Force(acc)
}

// foldLazily is lib's foldl: the function may leave out what came before.
func foldLazily(m *Machine, args []*Thunk, at Place) Value {
	l, why := m.list(args[2], at)
	if l == nil {
		return why
	}
	if len(l.Open) > 0 {
		return open(l)
	}
	if !m.pay(madeElem * len(l.Elems)) {
		return m.question.over
	}
	acc := args[1]
	for _, e := range l.Elems {
		before := acc
		acc = Later(at, func(m *Machine) Value { return m.Apply(m.Apply(m.Force(args[0]), before, at), e, at) })
	}
	return m.Force(acc)
}

func elem(m *Machine, args []*Thunk, at Place) Value {
	l, why := m.list(args[1], at)
	if l == nil {
		return why.(*Unknown).uncaught(true)
	}
	if u := broken(l); u != nil {
		return u.uncaught(true)
	}
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		same, why := m.equal(m.Force(args[0]), m.Force(e), true)
		if why != nil {
			return why.uncaught(true)
		}
		if same {
			return Bool(true)
		}
	}
	if len(l.Open) > 0 {
		return open(l)
	}
	return Bool(false)
}

func elemAt(m *Machine, v []Value, at Place) Value {
	i, isInt := v[1].(Int)
	l := closed(v[0])
	switch {
	case l == nil:
		return open(v[0])
	case !isInt:
		return nil
	case i < 0 || int(i) >= len(l.Elems):
		return m.fail(at, "the list has no such element")
	}
	return m.Force(l.Elems[i])
}

func genList(m *Machine, args []*Thunk, at Place) Value {
	v := m.Force(args[1])
	n, ok := v.(Int)
	if !ok {
		return m.unknown(at, "the length is not known", v)
	}
	if n < 0 {
		return m.fail(at, "the length is negative")
	}
	if _, why := m.function(args[0], at); why != nil {
		return why
	}
	if !m.pay(int(min(n, maxCost)) * madeElem) {
		return m.question.over
	}
	out := &List{}
	for i := range int(n) {
		out.Elems = append(out.Elems, Later(at, func(m *Machine) Value { return m.Apply(m.Force(args[0]), Known(Int(i)), at) }))
	}
	return out
}
