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
			text, why := m.coerce(m.Eval(part.X, s))
			if why != nil {
				return m.unknown(Place{s.File, at}, "the string holds what is not known", why)
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
// why is what cannot be made one; nil if all can.
func (m *Machine) coerce(v Value) (text string, why Value) {
	switch v := v.(type) {
	case String:
		return string(v), nil
	case Path:
		return string(v), nil
	case *Set:
		return m.coerceSet(v)
	case Ref:
		if v.Root == "inputs" && len(v.Path) == 1 {
			return "/@input/" + v.Path[0], nil
		}
	}
	return "", v
}

func (m *Machine) coerceSet(v *Set) (string, Value) {
	if !m.enter(m.question.at) {
		return "", m.question.over
	}
	defer m.leave()
	if u := broken(v); u != nil {
		return "", u
	}
	if t, ok := v.Attrs["__toString"]; ok {
		return m.coerce(m.Apply(m.Force(t), Known(v), t.At()))
	}
	if t, ok := v.Attrs["outPath"]; ok {
		if v.Open != nil { // there may be a __toString
			return "", v.doubt()
		}
		return m.coerce(m.Force(t))
	}
	if !v.Whole() {
		return "", v.doubt()
	}
	return "", v
}

// spell is toString.
func (m *Machine) spell(v Value) (string, Value) {
	switch v := v.(type) {
	case Int:
		return strconv.FormatInt(int64(v), 10), nil
	case Float:
		return strconv.FormatFloat(float64(v), 'f', 6, 64), nil
	case Bool:
		if v {
			return "1", nil
		}
		return "", nil
	case Null:
		return "", nil
	case *List:
		return m.spellList(v)
	}
	return m.coerce(v)
}

// spellList puts a space between elements, but none after an empty list.
func (m *Machine) spellList(l *List) (string, Value) {
	if len(l.Open) > 0 {
		return "", open(l)
	}
	if !m.enter(m.question.at) {
		return "", m.question.over
	}
	defer m.leave()
	var b strings.Builder
	for i, e := range l.Elems {
		v := m.Force(e)
		text, why := m.spell(v)
		if why != nil {
			return "", why
		}
		if !m.payBytes(len(text) + bytesPerStep) {
			return "", m.question.over
		}
		b.WriteString(text)
		inner, isList := v.(*List)
		if i < len(l.Elems)-1 && (!isList || len(inner.Elems) > 0) {
			b.WriteByte(' ')
		}
	}
	return b.String(), nil
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
