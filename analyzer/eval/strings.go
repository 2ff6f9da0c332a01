package eval

import (
	"strings"
)

// texts makes a primitive of a function of texts.
func texts(arity int, f func(s []string) Value) primitive {
	return strict(arity, func(m *Machine, v []Value, at Place) Value {
		s := make([]string, len(v))
		for i, v := range v {
			text, why := m.coerce(v)
			if why != nil {
				return m.unknown(at, "an argument is not known", why)
			}
			if !m.payBytes(len(text)) {
				return m.question.over
			}
			s[i] = text
		}
		return f(s)
	})
}

// textPrimitives are the functions of strings.
func textPrimitives() map[string]primitive {
	return map[string]primitive{
		"hasPrefix":                  texts(2, func(s []string) Value { return Bool(strings.HasPrefix(s[1], s[0])) }),
		"hasSuffix":                  texts(2, func(s []string) Value { return Bool(strings.HasSuffix(s[1], s[0])) }),
		"hasInfix":                   texts(2, func(s []string) Value { return Bool(strings.Contains(s[1], s[0])) }),
		"removePrefix":               texts(2, func(s []string) Value { return String(strings.TrimPrefix(s[1], s[0])) }),
		"removeSuffix":               texts(2, func(s []string) Value { return String(strings.TrimSuffix(s[1], s[0])) }),
		"toLower":                    texts(1, func(s []string) Value { return String(strings.Map(lower, s[0])) }),
		"toUpper":                    texts(1, func(s []string) Value { return String(strings.Map(upper, s[0])) }),
		"stringLength":               texts(1, func(s []string) Value { return Int(len(s[0])) }),
		"unsafeDiscardStringContext": texts(1, func(s []string) Value { return String(s[0]) }),
		"toString": strict(1, func(m *Machine, v []Value, at Place) Value {
			text, why := m.spell(v[0])
			if why != nil {
				return m.unknown(at, "an argument is not known", why)
			}
			return String(text)
		}),
		"splitString":      strict(2, splitString),
		"concatStringsSep": strict(2, concatStringsSep),
		"replaceStrings":   strict(3, replaceStrings),
		"substring":        strict(3, substring),
		"match":            strict(2, match),
	}
}

// lower and upper know the letters of ASCII only, as lib does.
func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func upper(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r + 'A' - 'a'
	}
	return r
}

// strings are the texts of a list's elements; why says which is none.
func (m *Machine) strings(v Value, at Place, coerce func(Value) (string, Value)) (out []string, why Value) {
	l, ok := v.(*List)
	if !ok {
		return nil, m.unknown(at, "the list is not known", v)
	}
	if len(l.Open) > 0 {
		return nil, open(l)
	}
	for _, e := range l.Elems {
		s, why := coerce(m.Force(e))
		if why != nil {
			return nil, m.unknown(at, "an element is not known", why)
		}
		if !m.payBytes(bytesPerStep + len(s)) {
			return nil, m.question.over
		}
		out = append(out, s)
	}
	return out, nil
}

// written is a string that is no path and no set.
func written(v Value) (string, Value) {
	if s, ok := v.(String); ok {
		return string(s), nil
	}
	return "", v
}

func splitString(m *Machine, v []Value, _ Place) Value {
	sep, ok1 := v[0].(String)
	s, ok2 := v[1].(String)
	if !ok1 || !ok2 {
		return nil
	}
	if !m.pay(madeElem * (strings.Count(string(s), string(sep)) + 2)) {
		return m.question.over
	}
	parts := strings.Split(string(s), string(sep))
	if sep == "" {
		parts = append(append([]string{""}, parts...), "") // nothing stands before the text and after it too
		if s == "" {
			parts = []string{"", ""}
		}
	}
	out := &List{}
	for _, part := range parts {
		out.Elems = append(out.Elems, Known(String(part)))
	}
	return out
}

func concatStringsSep(m *Machine, v []Value, at Place) Value {
	sep, ok := v[0].(String)
	if !ok {
		return nil
	}
	parts, why := m.strings(v[1], at, m.coerce)
	if why != nil {
		return why
	}
	if !m.payBytes(len(sep) * len(parts)) {
		return m.question.over
	}
	return String(strings.Join(parts, string(sep)))
}

func substring(m *Machine, v []Value, at Place) Value {
	start, ok1 := v[0].(Int)
	n, ok2 := v[1].(Int)
	if !ok1 || !ok2 {
		return nil
	}
	s, why := m.coerce(v[2])
	switch {
	case start < 0:
		return m.fail(at, "the start is negative")
	case why != nil:
		return m.unknown(at, "an argument is not known", why)
	case int(start) >= len(s):
		return String("")
	}
	s = s[start:]
	if n >= 0 && int(n) < len(s) {
		s = s[:n]
	}
	return String(s)
}

func replaceStrings(m *Machine, v []Value, at Place) Value {
	from, why := m.strings(v[0], at, written)
	if why != nil {
		return why
	}
	to, why := m.strings(v[1], at, written)
	if why != nil {
		return why
	}
	s, ok := v[2].(String)
	if !ok || len(from) != len(to) {
		return nil
	}
	return m.replaced(string(s), from, to)
}

// replaced replaces at each place the first text of from that stands there. An empty one stands
// everywhere, at the end too.
func (m *Machine) replaced(s string, from, to []string) Value {
	var b strings.Builder
	for i := 0; i <= len(s); {
		if !m.payBytes(len(from) + 1) {
			return m.question.over
		}
		width, text := 0, ""
		for k, f := range from {
			if strings.HasPrefix(s[i:], f) {
				width, text = len(f), to[k]
				break
			}
		}
		if !m.payBytes(len(text)) {
			return m.question.over
		}
		b.WriteString(text)
		if width == 0 {
			b.WriteString(s[i:min(i+1, len(s))])
			width = 1
		}
		i += width
	}
	return String(b.String())
}
