package eval

import (
	"cmp"
	"math"
	"path"

	"mxmcheck/analyzer/syntax"
)

func (m *Machine) unary(x *syntax.Unary, s *Scope) Value {
	at := Place{s.File, x}
	v := m.Eval(x.X, s)
	if x.Op == syntax.Negate {
		return m.arithmetic(syntax.Sub, Int(0), v, at)
	}
	if b, ok := v.(Bool); ok {
		return !b
	}
	return m.unknown(at, "the operand is not known", v)
}

// binary evaluates the left operand first, and the right one not at all if that fails.
func (m *Machine) binary(x *syntax.Binary, s *Scope) Value {
	at := Place{s.File, x}
	switch x.Op {
	case syntax.PipeTo:
		return m.Apply(m.Eval(x.Y, s), Lazy(x.X, s), at)
	case syntax.PipeFrom:
		return m.Apply(m.Eval(x.X, s), Lazy(x.Y, s), at)
	case syntax.And, syntax.Or, syntax.Implies:
		return m.logic(x, s)
	}
	a := m.Eval(x.X, s)
	partial := x.Op == syntax.Update || x.Op == syntax.Concat
	if u, failed := failure(a); failed && !partial {
		return u
	}
	b := m.Eval(x.Y, s)
	if u, failed := failure(b); failed && !partial {
		return u.uncaught(!goesOn(x.Op, a))
	}
	switch x.Op {
	case syntax.Update:
		return m.update(a, b, at)
	case syntax.Concat:
		return m.concat(a, b, at)
	case syntax.Add:
		return m.add(a, b, at)
	case syntax.Sub, syntax.Mul, syntax.Div:
		return m.arithmetic(x.Op, a, b, at)
	}
	return m.comparison(x.Op, a, b, at)
}

// goesOn reports whether Nix evaluates the right operand before it can fail on the left one.
func goesOn(op syntax.BinaryOp, a Value) bool {
	switch op {
	case syntax.Equal, syntax.NotEqual:
		return true
	case syntax.Add:
		kind := kindOf(a)
		return kind == "int" || kind == "float" || kind == "string" || kind == "path"
	}
	return false
}

func (m *Machine) comparison(op syntax.BinaryOp, a, b Value, at Place) Value {
	var is bool
	var why *Unknown
	switch op {
	case syntax.Equal:
		is, why = m.equal(a, b, false)
	case syntax.NotEqual:
		is, why = m.equal(a, b, false)
		is = !is
	case syntax.Less:
		is, why = m.less(a, b, at)
	case syntax.GreaterEq:
		is, why = m.less(a, b, at)
		is = !is
	case syntax.Greater:
		is, why = m.less(b, a, at)
	case syntax.LessEq:
		is, why = m.less(b, a, at)
		is = !is
	}
	if why != nil {
		return m.unknown(at, "it is compared with what is not known", why)
	}
	return Bool(is)
}

// either is an Unknown with the reason of the operand that is not known.
func (m *Machine) either(at Place, reason string, a, b Value) *Unknown {
	for _, v := range []Value{a, b} {
		if _, ok := v.(*Unknown); ok {
			return m.unknown(at, reason, v)
		}
	}
	if known(a) {
		return m.unknown(at, reason, b)
	}
	return m.unknown(at, reason, a)
}

// logic is && || and ->: the right operand is evaluated if the left one does not decide.
func (m *Machine) logic(x *syntax.Binary, s *Scope) Value {
	at := Place{s.File, x}
	left := m.Eval(x.X, s)
	a, known := left.(Bool)
	switch {
	case !known:
		return m.unknown(at, "an operand is not known", left)
	case x.Op == syntax.And && !bool(a):
		return Bool(false)
	case x.Op == syntax.Or && bool(a), x.Op == syntax.Implies && !bool(a):
		return Bool(true)
	}
	right := m.Eval(x.Y, s)
	if b, ok := right.(Bool); ok {
		return b
	}
	return m.unknown(at, "an operand is not known", right)
}

// update is a // b. What an unknown b overrides is not known: a's attributes stand for what is there.
func (m *Machine) update(a, b Value, at Place) Value {
	left, right := m.shape(a), m.shape(b)
	if left == nil && right == nil || loops(a) || loops(b) {
		return m.either(at, "it is no set", a, b)
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for _, side := range []*Set{left, right} {
		if side == nil {
			out.Open = cmp.Or(worst(out.Open), m.either(at, "an operand of // is not known", a, b))
			continue
		}
		if !m.pay(len(side.Attrs)) {
			return m.question.over
		}
		for name, t := range side.Attrs {
			out.Attrs[name] = t
		}
		if side.Base != nil {
			out.Base = side.Base
		}
		if side.Open != nil {
			out.Open = cmp.Or(worst(out.Open), side.Open)
		}
		if side.Ctor != "" {
			out.Ctor = side.Ctor
		}
		out.Loose = out.Loose || side.Loose
	}
	return out
}

// shape sees a value as a set; nil if it cannot be.
func (m *Machine) shape(v Value) *Set {
	switch v := v.(type) {
	case *Set:
		return v
	case Ref:
		return &Set{Base: v}
	case *MakerCall:
		if m.enter(v.At) {
			defer m.leave()
			return m.shape(m.opened(v))
		}
	}
	return nil
}

// opened is the result of a maker as the world says.
func (m *Machine) opened(v *MakerCall) Value {
	if v.open.Load() == nil {
		v.open.CompareAndSwap(nil, Later(v.At, func(m *Machine) Value { return v.Gives(m, v) }))
	}
	return m.Force(v.open.Load())
}

// Concat is a ++ b.
func (m *Machine) Concat(a, b Value, at Place) Value { return m.concat(a, b, at) }

func (m *Machine) concat(a, b Value, at Place) Value {
	out := &List{}
	for _, v := range []Value{a, b} {
		if why := m.extend(out, v, at); why != nil {
			return why
		}
	}
	return out
}

// extend appends what a value has to a list that is being made; why is a failure, nil if there is none.
func (m *Machine) extend(out *List, v Value, at Place) (why Value) {
	if m.question.over != nil {
		return m.question.over
	}
	l, ok := v.(*List)
	if !ok {
		u := m.unknown(at, "a list is not known", v)
		if same, is := v.(*Unknown); is {
			u = same // with what it may be
		}
		if loops(u) {
			return u
		}
		out.Open = append(out.Open, u)
		return nil
	}
	if !m.pay(len(l.Elems) + len(l.Open)) {
		return m.question.over
	}
	out.Elems = append(out.Elems, l.Elems...)
	out.Open = append(out.Open, l.Open...)
	return nil
}

// add is a + b: of numbers, of a path and a string, or of what makes a string.
func (m *Machine) add(a, b Value, at Place) Value {
	switch a.(type) {
	case Int, Float:
		return m.arithmetic(syntax.Add, a, b, at)
	}
	x, why := m.coerce(a)
	if why != nil {
		return m.unknown(at, "an operand is not known", why)
	}
	y, why := m.coerce(b)
	if why != nil {
		return m.unknown(at, "an operand is not known", why)
	}
	if !m.payBytes(len(x) + len(y)) {
		return m.question.over
	}
	if _, ok := a.(Path); ok {
		return Path(path.Clean(x + y))
	}
	return String(x + y)
}

// arithmetic computes with integers, or with floats if either number is one.
func (m *Machine) arithmetic(op syntax.BinaryOp, a, b Value, at Place) Value {
	x, ok1 := a.(Int)
	y, ok2 := b.(Int)
	if ok1 && ok2 {
		if v, ok := integers(op, int64(x), int64(y)); ok {
			return Int(v)
		}
		return m.fail(at, "the operation has no result")
	}
	f, ok1 := number(a)
	g, ok2 := number(b)
	if !ok1 || !ok2 {
		return m.either(at, "an operand is not known", a, b)
	}
	switch op {
	case syntax.Add:
		return Float(f + g)
	case syntax.Sub:
		return Float(f - g)
	case syntax.Mul:
		return Float(f * g)
	}
	if g == 0 {
		return m.fail(at, "the operation has no result")
	}
	return Float(f / g)
}

func number(v Value) (float64, bool) {
	switch v := v.(type) {
	case Int:
		return float64(v), true
	case Float:
		return float64(v), true
	}
	return 0, false
}

// integers gives no result where it does not fit.
func integers(op syntax.BinaryOp, x, y int64) (int64, bool) {
	switch op {
	case syntax.Add:
		z := x + y
		return z, (z > x) == (y > 0)
	case syntax.Sub:
		z := x - y
		return z, (z < x) == (y > 0)
	case syntax.Mul:
		if x == 0 || y == 0 {
			return 0, true
		}
		z := x * y
		return z, z/y == x && (x != -1 || y != math.MinInt64) && (y != -1 || x != math.MinInt64)
	}
	if y == 0 || x == math.MinInt64 && y == -1 {
		return 0, false
	}
	return x / y, true
}
