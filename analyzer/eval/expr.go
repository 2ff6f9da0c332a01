package eval

import "mxmcheck/analyzer/syntax"

// Eval gives the value of an expression.
func (m *Machine) Eval(x syntax.Expr, s *Scope) Value {
	if !m.enter(Place{s.File, x}) {
		return m.question.over
	}
	v := m.expr(x, s)
	m.leave()
	return m.so(v)
}

func (m *Machine) expr(x syntax.Expr, s *Scope) Value {
	switch x := x.(type) {
	case *syntax.Paren:
		return m.Eval(x.X, s)
	case *syntax.Ident:
		return m.ident(x, s)
	case *syntax.Int:
		return Int(x.Value)
	case *syntax.Float:
		return Float(x.Value)
	case *syntax.Str:
		return m.text(x.Parts, s, x)
	case *syntax.IndStr:
		return m.text(x.Parts, s, x)
	case *syntax.URI:
		return String(x.Text)
	case *syntax.Path:
		return m.path(x, s)
	case *syntax.SearchPath:
		if _, _, bound := s.Find("__findFile"); bound {
			return &Unknown{At: Place{s.File, x}, Reason: "what __findFile finds for <" + x.Name + "> is not known"}
		}
		return &Unknown{At: Place{s.File, x}, Reason: "<" + x.Name + "> depends on the machine", Foreign: true}
	case *syntax.List:
		m.pay(len(x.Elems))
		l := &List{Elems: make([]*Thunk, len(x.Elems))}
		for i, e := range x.Elems {
			l.Elems[i] = Lazy(e, s)
		}
		return l
	case *syntax.AttrSet:
		return m.attrSet(x, s)
	case *syntax.LegacyLet:
		inner, entries := s.recursive(x.Bindings)
		return m.Select(m.set(entries, inner), "body", Place{s.File, x})
	case *syntax.Let:
		return m.Eval(x.Body, s.Let(x.Bindings))
	case *syntax.With:
		return m.Eval(x.Body, s.Under(x.Scope))
	case *syntax.Assert:
		return m.assertion(x, s)
	case *syntax.If:
		return m.branch(x, s)
	case *syntax.Lambda:
		return &Func{Lambda: x, Scope: s}
	case *syntax.Apply:
		return m.Apply(m.Eval(x.Fn, s), Lazy(x.Arg, s), Place{s.File, x})
	case *syntax.Select:
		return m.selection(x, s)
	case *syntax.HasAttr:
		return m.hasAttr(x, s)
	case *syntax.Unary:
		return m.unary(x, s)
	case *syntax.Binary:
		return m.binary(x, s)
	}
	return &Unknown{At: Place{s.File, x}, Reason: "the file cannot be read here"}
}

func (m *Machine) attrSet(x *syntax.AttrSet, s *Scope) Value {
	if !m.pay(len(x.Bindings)) {
		return m.question.over
	}
	inner, entries := s, []entry(nil)
	if x.Rec {
		inner, entries = s.recursive(x.Bindings)
	} else {
		entries = group(x.Bindings, s, s)
	}
	v := m.set(entries, inner)
	if set, ok := v.(*Set); ok {
		set.Node, set.Scope = x, inner
	}
	return v
}

// assertion is the body of an assert, if its condition is known to hold.
func (m *Machine) assertion(x *syntax.Assert, s *Scope) Value {
	at := Place{s.File, x.Cond}
	switch cond := m.Eval(x.Cond, s).(type) {
	case Bool:
		if !cond {
			return &Unknown{At: at, Reason: "an assertion fails", Fails: Throws}
		}
	default:
		u := m.unknown(at, "the assertion is not known", cond)
		if u.Fails == Perhaps {
			u.Perhaps = []*Thunk{Lazy(x.Body, s)}
		}
		return u
	}
	return m.Eval(x.Body, s)
}

func (m *Machine) branch(x *syntax.If, s *Scope) Value {
	cond := m.Eval(x.Cond, s)
	if b, ok := cond.(Bool); ok {
		if b {
			return m.Eval(x.Then, s)
		}
		return m.Eval(x.Else, s)
	}
	u := m.unknown(Place{s.File, x.Cond}, "the condition is not known", cond)
	if u.Fails == Perhaps {
		u.Perhaps = []*Thunk{Lazy(x.Then, s), Lazy(x.Else, s)}
	}
	return u
}

// ident finds a name: bound around it, else everywhere, else under with.
func (m *Machine) ident(x *syntax.Ident, s *Scope) Value {
	if t, ok := s.Lookup(x.Name); ok {
		return m.Force(t)
	}
	if v := global(x.Name); v != nil {
		return v
	}
	var doubt Value
	var sets []*Set
	for at := s; at != nil; at = at.Parent {
		if at.With == nil {
			continue
		}
		m.pay(1)
		v, sure := m.under(at.With, x, s)
		if sure {
			return v
		}
		if doubt == nil {
			doubt = v
		}
		if set, ok := m.Force(at.With).(*Set); ok {
			sets = append(sets, set)
		}
	}
	if doubt != nil {
		return doubt
	}
	return lack(Place{s.File, x}, "the name "+x.Name+" is not known", x.Name, sets...)
}

// under looks a name up in the set of a with; nil if the set has no such name, and sure if no
// outer set can have it.
func (m *Machine) under(with *Thunk, x *syntax.Ident, s *Scope) (v Value, sure bool) {
	v = m.Force(with)
	if u := broken(v); u != nil {
		return u, true
	}
	if set, ok := v.(*Set); ok {
		if t, ok := set.Attrs[x.Name]; ok {
			return m.Force(t), true
		}
		switch {
		case set.Base != nil:
			v = set.Base
		case set.Open == nil:
			return nil, false
		default:
			v = set.Open
		}
	}
	if r, ok := v.(Ref); ok && r.Root == "lib" {
		if known := m.library(r, x.Name); known != nil {
			return known, true
		}
		return &Unknown{At: Place{s.File, x}, Reason: "the name " + x.Name + " is not known"}, false
	}
	if made, ok := v.(*MakerCall); ok {
		if set, ok := m.opened(made).(*Set); ok && set.Attrs[x.Name] != nil {
			return m.Force(set.Attrs[x.Name]), true
		}
	}
	if known(v) {
		return m.fail(Place{s.File, x}, "with is used on what is no set"), true
	}
	return m.Select(v, x.Name, Place{s.File, x}), false
}

func (m *Machine) selection(x *syntax.Select, s *Scope) Value {
	v := m.Eval(x.X, s)
	for _, n := range x.Path.Names {
		computed := m.Name(n, s)
		name, ok := computed.(String)
		if !ok {
			return m.unknown(Place{s.File, n}, "the attribute's name is computed", computed)
		}
		next, found := m.find(v, string(name), Place{s.File, x})
		if !found && x.Or != nil {
			return m.Eval(x.Or, s)
		}
		v = next
	}
	return v
}

// Select gives an attribute's value.
func (m *Machine) Select(v Value, name string, at Place) Value {
	next, _ := m.find(v, name, at)
	return next
}

// find is Select; found is false if it is certain that there is no such attribute.
func (m *Machine) find(v Value, name string, at Place) (_ Value, found bool) {
	switch v := v.(type) {
	case *Set:
		if u := broken(v); u != nil {
			return u, true
		}
		if t, ok := v.Attrs[name]; ok {
			return m.Force(t), true
		}
		if v.Base != nil {
			return m.find(v.Base, name, at)
		}
		if v.Open != nil {
			return v.doubt(), true
		}
		return lack(at, "there is no attribute "+name, name, v), false
	case Ref:
		return m.refer(v, name), true
	case *MakerCall:
		if !m.enter(at) {
			return m.question.over, true
		}
		defer m.leave()
		return m.find(m.opened(v), name, at)
	case *Unknown:
		return m.unknown(at, "", v), true
	case *Call:
		return &Unknown{At: at, Reason: "what " + v.Fn.last() + " gives is not known"}, true
	}
	if u := broken(v); u != nil {
		return u, true
	}
	return m.fail(at, "it is no set"), false
}

func (m *Machine) hasAttr(x *syntax.HasAttr, s *Scope) Value {
	at := Place{s.File, x}
	v := m.Eval(x.X, s)
	for _, n := range x.Path.Names {
		if u := broken(v); u != nil {
			return u
		}
		if !known(v) {
			return m.unknown(at, "what stands there is not known", v)
		}
		computed := m.Name(n, s)
		name, ok := computed.(String)
		if !ok {
			return m.unknown(at, "the attribute's name is computed", computed)
		}
		set, isSet := v.(*Set)
		if !isSet {
			return Bool(false)
		}
		t, has := set.Attrs[string(name)]
		if !has {
			if set.Whole() {
				return Bool(false)
			}
			return &Unknown{At: at, Reason: "the set's attributes are not all known"}
		}
		if n == x.Path.Names[len(x.Path.Names)-1] {
			return Bool(true)
		}
		v = m.Force(t)
	}
	return Bool(true)
}
