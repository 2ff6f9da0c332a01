package eval

import "slices"

// orderPrimitives are the functions that bring lists into an order.
func orderPrimitives() map[string]primitive {
	return map[string]primitive{"sort": {2, sortList}}
}

// thorough is the length up to which an order is checked between all pairs.
const thorough = 64

// sorter sorts by a function of Nix; why says why the order is not known.
type sorter struct {
	m    *Machine
	less Value
	at   Place
	why  Value
}

func sortList(m *Machine, args []*Thunk, at Place) Value {
	l, why := m.list(args[1], at)
	switch {
	case l == nil:
		return why
	case len(l.Open) > 0:
		return open(l)
	case len(l.Elems) == 0:
		return l
	case !m.pay(len(l.Elems)):
		return m.question.over
	}
	less, why := m.function(args[0], at)
	if why != nil {
		return why
	}
	for _, e := range l.Elems {
		if u, failed := failure(m.Force(e)); failed {
			return u
		}
	}
	s, elems := &sorter{m: m, less: less, at: at}, slices.Clone(l.Elems)
	slices.SortStableFunc(elems, s.compare)
	s.check(elems)
	if u, failed := failure(s.why); failed || m.question.over != nil {
		return u
	}
	if u, ok := s.why.(*Unknown); ok {
		u.Perhaps = []*Thunk{Known(l)}
		return &List{Open: []*Unknown{u}}
	}
	return &List{Elems: elems}
}

func (s *sorter) before(a, b *Thunk) bool {
	if s.why != nil {
		return false
	}
	r := s.m.Apply(s.m.Apply(s.less, a, s.at), b, s.at)
	less, ok := r.(Bool)
	if !ok {
		s.why = s.m.unknown(s.at, "the order is not known", r)
	}
	return bool(less)
}

func (s *sorter) compare(a, b *Thunk) int {
	before, after := s.before(a, b), s.before(b, a)
	switch {
	case before && after:
		s.doubt()
	case before:
		return -1
	case after:
		return 1
	}
	return 0
}

// doubt notes that the function is no order: what Nix makes of it depends on its algorithm.
func (s *sorter) doubt() {
	if s.why == nil {
		s.why = &Unknown{At: s.at, Reason: "the list is sorted by what is no order"}
	}
}

// check looks whether the result is the only one: elements are equal, or each is before all that
// come in later groups of equal ones.
func (s *sorter) check(elems []*Thunk) {
	group := make([]int, len(elems))
	for i := 1; i < len(elems) && s.why == nil; i++ {
		group[i] = group[i-1]
		if s.before(elems[i-1], elems[i]) {
			group[i]++
		}
		for j := range i {
			if len(elems) > thorough && j < i-1 {
				continue
			}
			if s.before(elems[i], elems[j]) || s.before(elems[j], elems[i]) != (group[j] < group[i]) {
				s.doubt()
			}
		}
	}
}
