package syntax

import (
	"slices"

	"mxmcheck/analyzer/diag"
)

// attrs is a set as Nix's parser makes it: paths merged into nested sets, names sorted.
type attrs struct {
	rec     bool
	plain   map[string]*attr
	dynamic []dynamicAttr
	froms   []inheritFrom
}

// attr is the value of a plain name: an expression, a merged set, or inherited.
type attr struct {
	value     Expr
	set       *attrs // not nil if the value is a set that may grow
	inherited bool
	from      bool // by inherit (from)
	at        Node
}

type dynamicAttr struct {
	name *Interp // nil for a string with interpolations
	str  *Str
	attr *attr
}

type inheritFrom struct {
	from  Expr
	names []string
}

// merger builds attrs and records the duplicates that Nix refuses.
type merger struct {
	file   *File
	errors []diag.Diagnostic
}

func (m *merger) set(bindings []Binding, rec bool) *attrs {
	s := &attrs{rec: rec, plain: map[string]*attr{}}
	for _, b := range bindings {
		switch b := b.(type) {
		case *Inherit:
			m.inherit(s, b)
		case *AttrBinding:
			m.add(s, b.Path.Names, b.Value)
		}
	}
	return s
}

func (m *merger) inherit(s *attrs, in *Inherit) {
	group := inheritFrom{from: in.From}
	for _, n := range in.Names {
		name, ok := staticName(n)
		if !ok {
			m.fail(n, "dynamic attributes not allowed in inherit")
			continue
		}
		if _, taken := s.plain[name]; taken {
			m.duplicate(n, name)
			continue
		}
		s.plain[name] = &attr{inherited: in.From == nil, from: in.From != nil, value: in.From, at: n}
		group.names = append(group.names, name)
	}
	if in.From != nil && len(group.names) > 0 {
		slices.Sort(group.names)
		s.froms = append(s.froms, group)
	}
}

// staticName is a name that is known when the file is read: plain, quoted, or ${"quoted"}.
func staticName(n AttrName) (string, bool) {
	switch n := n.(type) {
	case *Ident:
		return n.Name, true
	case *Str:
		return staticText(n.Parts)
	case *Interp:
		if str, ok := n.X.(*Str); ok {
			return staticText(str.Parts)
		}
	}
	return "", false
}

func staticText(parts []StrPart) (string, bool) {
	text := ""
	for _, part := range parts {
		t, ok := part.(*Text)
		if !ok {
			return "", false
		}
		text += t.Value
	}
	return text, true
}

// add puts value at a path, making and entering nested sets on the way.
func (m *merger) add(s *attrs, path []AttrName, value Expr) {
	n := path[0]
	name, static := staticName(n)
	if !static {
		s.dynamic = append(s.dynamic, m.dynamicAttr(n, m.nested(path[1:], value, n)))
		return
	}
	old, taken := s.plain[name]
	switch {
	case !taken:
		s.plain[name] = m.nested(path[1:], value, n)
	case old.set == nil:
		m.duplicate(n, name)
	case len(path) > 1:
		m.add(old.set, path[1:], value)
	default:
		set, ok := value.(*AttrSet)
		if !ok {
			m.duplicate(n, name)
			return
		}
		m.join(old.set, m.set(set.Bindings, set.Rec))
	}
}

func (m *merger) dynamicAttr(n AttrName, a *attr) dynamicAttr {
	d := dynamicAttr{attr: a}
	d.name, _ = n.(*Interp)
	d.str, _ = n.(*Str)
	return d
}

// nested is the attribute that the rest of a path makes of a value.
func (m *merger) nested(rest []AttrName, value Expr, at Node) *attr {
	if len(rest) > 0 {
		s := &attrs{plain: map[string]*attr{}}
		m.add(s, rest, value)
		return &attr{set: s, at: at}
	}
	if set, ok := value.(*AttrSet); ok {
		return &attr{set: m.set(set.Bindings, set.Rec), value: value, at: at}
	}
	return &attr{value: value, at: at}
}

// join adds the attributes of more to s: { a = { x = 1; }; a = { y = 2; }; }.
func (m *merger) join(s, more *attrs) {
	for name, a := range more.plain {
		if old, taken := s.plain[name]; taken {
			if old.set != nil && a.set != nil {
				m.join(old.set, a.set)
				continue
			}
			m.duplicate(a.at, name)
			continue
		}
		s.plain[name] = a
	}
	s.dynamic = append(s.dynamic, more.dynamic...)
	s.froms = append(s.froms, more.froms...)
}

func (m *merger) duplicate(at Node, name string) {
	m.fail(at, "attribute '"+name+"' already defined")
}

func (m *merger) fail(at Node, message string) {
	m.errors = append(m.errors, diag.Diagnostic{Rule: "parse-error", Severity: diag.Error, Span: m.file.Span(at), Message: message})
}
