package eval

import (
	"cmp"
	"strings"
)

// known reports whether a value is more than a name for what is elsewhere.
func known(v Value) bool {
	switch v.(type) {
	case *Unknown, Ref, *Call, *MakerCall, nil:
		return false
	}
	return true
}

// equal compares two values; why says why it cannot be known. Functions are equal to nothing, but
// within a list or a set Nix takes one that is compared with itself for equal.
func (m *Machine) equal(a, b Value, inside bool) (same bool, why *Unknown) {
	if !m.enter(m.question.at) {
		return false, m.question.over
	}
	defer m.leave()
	for _, v := range []Value{a, b} {
		if u := broken(v); u != nil {
			return false, u
		}
		if !known(v) {
			return false, m.unknown(m.question.at, "it is compared with what is not known", v)
		}
	}
	if f, ok := number(a); ok {
		if g, ok := number(b); ok {
			_, isInt := a.(Int)
			_, isInt2 := b.(Int)
			return f == g && (!isInt || !isInt2 || a == b), nil
		}
	}
	switch x := a.(type) {
	case *List:
		if y, ok := b.(*List); ok {
			return m.equalLists(x, y)
		}
		return false, unsure(x)
	case *Set:
		if y, ok := b.(*Set); ok {
			return m.equalSets(x, y)
		}
		return false, nil
	case *Func, *Builtin:
		_, isFunc := b.(*Func)
		_, isBuiltin := b.(*Builtin)
		if inside && (isFunc || isBuiltin) {
			return false, &Unknown{At: m.question.at, Reason: "functions are compared"}
		}
		return false, nil
	}
	switch y := b.(type) {
	case *Func, *Builtin:
		return false, nil
	case *List:
		return false, unsure(y)
	case *Set:
		return false, nil
	}
	return a == b, nil
}

// unsure is why a list may not even be one.
func unsure(l *List) *Unknown {
	u, _ := open(l).(*Unknown)
	return u
}

func (m *Machine) equalLists(a, b *List) (bool, *Unknown) {
	for _, l := range []*List{a, b} {
		if u := unsure(l); u != nil {
			return false, u
		}
	}
	if len(a.Elems) != len(b.Elems) {
		return false, nil
	}
	for i := range a.Elems {
		if same, why := m.equal(m.Force(a.Elems[i]), m.Force(b.Elems[i]), true); !same || why != nil {
			return false, why
		}
	}
	return true, nil
}

// equalSets compares all attributes even if two differ: in which order Nix does is not known, and
// it may meet a failure first.
func (m *Machine) equalSets(a, b *Set) (bool, *Unknown) {
	for _, s := range []*Set{a, b} {
		if !s.Whole() {
			return false, s.doubt()
		}
	}
	if m.derivation(a) && m.derivation(b) {
		if x, y := a.Attrs["outPath"], b.Attrs["outPath"]; x != nil && y != nil {
			return m.equal(m.Force(x), m.Force(y), true)
		}
	}
	if len(a.Attrs) != len(b.Attrs) {
		return false, nil
	}
	all := true
	for _, name := range a.Names() {
		other, has := b.Attrs[name]
		if !has {
			all = false
			continue
		}
		same, why := m.equal(m.Force(a.Attrs[name]), m.Force(other), true)
		if why != nil {
			return false, why.uncaught(true)
		}
		all = all && same
	}
	return all, nil
}

func (m *Machine) derivation(s *Set) bool {
	t, ok := s.Attrs["type"]
	return ok && m.Force(t) == String("derivation")
}

// less is a < b: of numbers, strings, paths and lists of these.
func (m *Machine) less(a, b Value, at Place) (bool, *Unknown) {
	if !m.enter(at) {
		return false, m.question.over
	}
	defer m.leave()
	switch x := a.(type) {
	case Int:
		if y, ok := b.(Int); ok {
			return x < y, nil
		}
	case String:
		if y, ok := b.(String); ok {
			return x < y, nil
		}
	case Path:
		if y, ok := b.(Path); ok {
			return strings.ReplaceAll(string(x), "/", "\x00") < strings.ReplaceAll(string(y), "/", "\x00"), nil
		}
	case *List:
		if y, ok := b.(*List); ok {
			return m.lessList(x, y, at)
		}
	}
	f, ok1 := number(a)
	g, ok2 := number(b)
	if ok1 && ok2 {
		return cmp.Less(f, g), nil
	}
	return false, m.either(at, "it is compared with what is not known", a, b)
}

func (m *Machine) lessList(a, b *List, at Place) (bool, *Unknown) {
	for i := 0; ; i++ {
		switch {
		case i == len(b.Elems) && len(b.Open) > 0:
			return false, unsure(b)
		case i == len(a.Elems) && len(a.Open) > 0:
			return false, unsure(a)
		case len(a.Open)+len(b.Open) > 0:
			return false, cmp.Or(unsure(a), unsure(b))
		case i == len(b.Elems):
			return false, nil
		case i == len(a.Elems):
			return true, nil
		}
		x, y := m.Force(a.Elems[i]), m.Force(b.Elems[i])
		if same, why := m.equal(x, y, true); why != nil {
			return false, why
		} else if !same {
			return m.less(x, y, at)
		}
	}
}
