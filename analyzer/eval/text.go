package eval

import (
	"path"
	"strconv"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// InRepository gives the slash path from the repository's root of a path, "." for the root.
func InRepository(p string) (string, bool) {
	p = path.Clean(p)
	if p == Root {
		return ".", true
	}
	return strings.CutPrefix(p, Root+"/")
}

func join(dir, name string) string { return path.Join(dir, name) }

// text joins the parts of a string.
func (m *Machine) text(parts []syntax.StrPart, s *Scope, at syntax.Node) Value {
	if text, ok := Literal(parts); ok {
		return String(text)
	}
	var b strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Text:
			b.WriteString(part.Value)
		case *syntax.Interp:
			v := m.Eval(part.X, s)
			text, ok := m.coerce(v)
			if !ok {
				return m.unknown(Place{s.File, at}, "the string holds what is not known", v)
			}
			if !m.payBytes(len(text) + b.Len()) {
				return m.question.over
			}
			b.WriteString(text)
		}
	}
	return String(b.String())
}

// coerce makes a string of a value as interpolation does. The source of an input keeps its name.
func (m *Machine) coerce(v Value) (string, bool) {
	switch v := v.(type) {
	case String:
		return string(v), true
	case Path:
		return string(v), true
	case *Set:
		if t, ok := v.Attrs["outPath"]; ok && m.enter(t.At()) {
			defer m.leave()
			return m.coerce(m.Force(t))
		}
	case Ref:
		if v.Root == "inputs" && len(v.Path) == 1 {
			return "/@input/" + v.Path[0], true
		}
	}
	return "", false
}

// path resolves a path against its file's folder.
func (m *Machine) path(x *syntax.Path, s *Scope) Value {
	v := m.text(x.Parts, s, x)
	text, ok := v.(String)
	if !ok {
		return v
	}
	p := string(text)
	if strings.HasPrefix(p, "~") || strings.HasPrefix(p, "/") {
		return Path(p)
	}
	return Path(path.Join(Root, path.Dir(s.File.Name), p))
}

func (m *Machine) unary(x *syntax.Unary, s *Scope) Value {
	v := m.Eval(x.X, s)
	switch v := v.(type) {
	case Bool:
		if x.Op == syntax.Not {
			return !v
		}
	case Int:
		if x.Op == syntax.Negate {
			return -v
		}
	case Float:
		if x.Op == syntax.Negate {
			return -v
		}
	}
	return m.unknown(Place{s.File, x}, "the operand is not known", v)
}

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
	a, b := m.Eval(x.X, s), m.Eval(x.Y, s)
	switch x.Op {
	case syntax.Update:
		return m.update(a, b, at)
	case syntax.Concat:
		return m.concat(a, b, at)
	case syntax.Add:
		return m.add(a, b, at)
	case syntax.Equal, syntax.NotEqual:
		same, ok := m.equal(a, b)
		if !ok {
			return m.either(at, "it is compared with what is not known", a, b)
		}
		return Bool(same == (x.Op == syntax.Equal))
	}
	return m.arithmetic(x.Op, a, b, at)
}

// either is an Unknown with the reason of the operand that is not known.
func (m *Machine) either(at Place, reason string, a, b Value) Value {
	if _, ok := a.(*Unknown); ok {
		return m.unknown(at, reason, a)
	}
	return m.unknown(at, reason, b)
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

// Update is a // b. What an unknown b overrides is not known: a's attributes stand for what is there.
func (m *Machine) update(a, b Value, at Place) Value {
	for _, v := range []Value{a, b} {
		if u, ok := v.(*Unknown); ok && u.Fails != Perhaps {
			return u
		}
	}
	left, right := m.shape(a), m.shape(b)
	if right == nil && left == nil {
		return m.either(at, "it is no set", a, b)
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for _, side := range []*Set{left, right} {
		if side == nil {
			out.Open = m.either(at, "an operand of // is not known", a, b).(*Unknown)
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
			out.Open = side.Open
		}
		if side.Ctor != "" {
			out.Ctor = side.Ctor
		}
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
	case *Made:
		if m.enter(v.At) {
			defer m.leave()
			return m.shape(m.opened(v))
		}
	}
	return nil
}

// opened is what a Made is, as the world says.
func (m *Machine) opened(v *Made) Value {
	if v.open.Load() == nil {
		v.open.CompareAndSwap(nil, Later(v.At, func(m *Machine) Value { return m.World.Open(m, v) }))
	}
	return m.Force(v.open.Load())
}

func (m *Machine) concat(a, b Value, at Place) Value {
	out := &List{}
	for _, v := range []Value{a, b} {
		if !m.extend(out, v, at) {
			return m.failed(out)
		}
	}
	return out
}

// failed is the failure that ended the making of a list.
func (m *Machine) failed(out *List) Value {
	if m.question.over != nil {
		return m.question.over
	}
	return out.Open[0]
}

// extend appends what a value has to a list; false if that fails.
func (m *Machine) extend(out *List, v Value, at Place) bool {
	switch v := v.(type) {
	case *List:
		if !m.pay(len(v.Elems) + len(v.Open)) {
			return false
		}
		out.Elems = append(out.Elems, v.Elems...)
		out.Open = append(out.Open, v.Open...)
	case *Unknown:
		if v.Fails != Perhaps {
			out.Open = []*Unknown{v}
			return false
		}
		out.Open = append(out.Open, v)
	default:
		out.Open = append(out.Open, m.unknown(at, "a list is not known", v))
	}
	return m.question.over == nil
}

func (m *Machine) add(a, b Value, at Place) Value {
	if p, ok := a.(Path); ok {
		if text, ok := m.coerce(b); ok {
			if !m.payBytes(len(p) + len(text)) {
				return m.question.over
			}
			return Path(path.Clean(string(p) + text))
		}
	}
	if x, ok := a.(Int); ok {
		if y, ok := b.(Int); ok {
			return x + y
		}
	}
	if x, ok := m.coerce(a); ok {
		if y, ok := m.coerce(b); ok {
			if !m.payBytes(len(x) + len(y)) {
				return m.question.over
			}
			return String(x + y)
		}
	}
	return m.either(at, "an operand is not known", a, b)
}

func (m *Machine) arithmetic(op syntax.BinaryOp, a, b Value, at Place) Value {
	x, ok1 := a.(Int)
	y, ok2 := b.(Int)
	if s, ok := a.(String); ok {
		if t, ok := b.(String); ok {
			x, y, ok1, ok2 = Int(strings.Compare(string(s), string(t))), 0, true, true
		}
	}
	if !ok1 || !ok2 {
		return m.either(at, "an operand is not known", a, b)
	}
	switch op {
	case syntax.Less:
		return Bool(x < y)
	case syntax.LessEq:
		return Bool(x <= y)
	case syntax.Greater:
		return Bool(x > y)
	case syntax.GreaterEq:
		return Bool(x >= y)
	case syntax.Sub:
		return x - y
	case syntax.Mul:
		return x * y
	case syntax.Div:
		if y != 0 {
			return x / y
		}
	}
	return &Unknown{At: at, Reason: "the operation has no result"}
}

// equal compares two values; ok is false if it cannot be known.
func (m *Machine) equal(a, b Value) (same, ok bool) {
	if !m.enter(m.question.at) {
		return false, false
	}
	defer m.leave()
	switch a := a.(type) {
	case *Unknown, Ref, *Call, *Made:
		return false, false
	case *List:
		l, isList := b.(*List)
		if !isList {
			return false, known(b)
		}
		return m.equalLists(a, l)
	case *Set:
		s, isSet := b.(*Set)
		if !isSet {
			return false, known(b)
		}
		return m.equalSets(a, s)
	case *Func, *Builtin:
		return false, known(b)
	}
	switch b.(type) {
	case *List, *Set, *Func, *Builtin:
		return false, true
	}
	return a == b, known(b)
}

func known(v Value) bool {
	switch v.(type) {
	case *Unknown, Ref, *Call, *Made:
		return false
	}
	return true
}

func (m *Machine) equalLists(a, b *List) (same, ok bool) {
	if len(a.Open)+len(b.Open) > 0 {
		return false, false
	}
	if len(a.Elems) != len(b.Elems) {
		return false, true
	}
	for i := range a.Elems {
		if same, ok := m.equal(m.Force(a.Elems[i]), m.Force(b.Elems[i])); !same || !ok {
			return same, ok
		}
	}
	return true, true
}

func (m *Machine) equalSets(a, b *Set) (same, ok bool) {
	if !a.Whole() || !b.Whole() {
		return false, false
	}
	if len(a.Attrs) != len(b.Attrs) {
		return false, true
	}
	for _, name := range a.Names() {
		t := a.Attrs[name]
		other, has := b.Attrs[name]
		if !has {
			return false, true
		}
		if same, ok := m.equal(m.Force(t), m.Force(other)); !same || !ok {
			return same, ok
		}
	}
	return true, true
}

// spell is toString.
func (m *Machine) spell(v Value) (string, bool) {
	switch v := v.(type) {
	case Int:
		return strconv.FormatInt(int64(v), 10), true
	case Bool:
		if v {
			return "1", true
		}
		return "", true
	case Null:
		return "", true
	}
	return m.coerce(v)
}
