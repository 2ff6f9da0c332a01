package syntax

// attrs is a set as Nix's parser leaves it: a.b = 1; a.c = 2; is one attribute with a set of
// two. While a file is parsed it is made only where a name is repeated.
type attrs struct {
	rec     bool
	defs    []attrDef // in order of definition
	dynamic []dynamicDef
	froms   []Expr         // the sources of inherit (from), which attrDef.from counts
	index   map[string]int // by name; nil for few
}

type attrDef struct {
	name   string
	at     span // where an error about it points
	node   Node // the *AttrBinding or *Inherit that defines it first
	kind   defKind
	from   int    // index in froms, of an inheritedFrom
	value  Expr   // of a plain definition; nil if nested is set
	nested *attrs // the value, if something was merged into it or a path goes through it
	use    *Ident // of an inherited definition: the variable; nil if it was written as a string
}

type defKind uint8

const (
	plain defKind = iota
	inherited
	inheritedFrom
)

type dynamicDef struct {
	name   Expr
	value  Expr
	nested *attrs
}

func (a *attrs) find(name string) *attrDef {
	if a.index != nil {
		if i, ok := a.index[name]; ok {
			return &a.defs[i]
		}
		return nil
	}
	for i := range a.defs {
		if a.defs[i].name == name {
			return &a.defs[i]
		}
	}
	return nil
}

func (a *attrs) add(d attrDef) {
	a.defs = append(a.defs, d)
	switch n := len(a.defs); {
	case a.index != nil:
		a.index[d.name] = n - 1
	case n > fewNames:
		a.index = make(map[string]int)
		for i := range a.defs {
			a.index[a.defs[i].name] = i
		}
	}
}

// A merger builds attrs, and reports what is defined twice.
type merger struct {
	report func(at span, notice int, before span, path []string)
	known  map[Node]*attrs
}

// build gives the set that bindings make.
func (m *merger) build(bs []Binding, rec bool) *attrs {
	set := &attrs{rec: rec}
	for _, b := range bs {
		switch b := b.(type) {
		case *AttrBinding:
			m.bind(set, b)
		case *Inherit:
			m.inherit(set, b)
		}
	}
	return set
}

func (m *merger) inherit(set *attrs, n *Inherit) {
	kind := inherited
	if n.From != nil {
		kind = inheritedFrom
		set.froms = append(set.froms, n.From)
	}
	for _, name := range n.Names {
		s, ok := staticName(name)
		if !ok {
			continue
		}
		d := attrDef{name: s, at: mkSpan(name.Pos(), name.End()), node: n, kind: kind, from: len(set.froms) - 1}
		if kind == inherited {
			d.use, _ = name.(*Ident)
		}
		if before := set.find(s); before != nil {
			m.report(d.at, n.End()-1, before.at, []string{s})
			continue
		}
		set.add(d)
	}
}

// bind adds path = value;
func (m *merger) bind(set *attrs, b *AttrBinding) {
	if len(b.Path.Names) == 0 {
		return
	}
	at := span{b.Path.start, b.Path.end}
	last := len(b.Path.Names) - 1
	for i, name := range b.Path.Names[:last] {
		s, ok := staticName(name)
		if !ok {
			nested := &attrs{}
			set.dynamic = append(set.dynamic, dynamicDef{name: nameExpr(name), nested: nested})
			set = nested
			continue
		}
		before := set.find(s)
		if before == nil {
			nested := &attrs{}
			set.add(attrDef{name: s, at: at, node: b, nested: nested})
			set = nested
			continue
		}
		nested := m.nested(before)
		if nested == nil {
			m.report(at, b.End()-1, before.at, staticNames(b.Path.Names[:i+1]))
			return
		}
		set = nested
	}
	name := b.Path.Names[last]
	if s, ok := staticName(name); ok {
		m.define(set, attrDef{name: s, at: at, node: b, value: b.Value}, b.End()-1, staticNames(b.Path.Names))
		return
	}
	set.dynamic = append(set.dynamic, dynamicDef{name: nameExpr(name), value: b.Value})
}

// define adds a definition, or merges it into the one before it if both are sets.
func (m *merger) define(set *attrs, d attrDef, notice int, path []string) {
	before := set.find(d.name)
	if before == nil {
		set.add(d)
		return
	}
	more := m.nested(&d)
	into := m.nested(before)
	if more == nil || into == nil {
		m.report(d.at, notice, before.at, path)
		return
	}
	// That more is recursive is forgotten, and that into is holds for both: so does Nix.
	shift := len(into.froms)
	for _, d := range more.defs {
		if d.kind == inheritedFrom {
			d.from += shift
		}
		m.define(into, d, notice, append(path[:len(path):len(path)], d.name))
	}
	into.dynamic = append(into.dynamic, more.dynamic...)
	into.froms = append(into.froms, more.froms...)
}

// nested gives the set that a definition's value is, nil if it is none.
func (m *merger) nested(d *attrDef) *attrs {
	if d.nested != nil || d.kind != plain {
		return d.nested
	}
	set, ok := Unparen(d.value).(*AttrSet)
	if !ok {
		return nil
	}
	d.nested = m.known[set]
	if d.nested == nil {
		silent := merger{report: func(span, int, span, []string) {}, known: m.known}
		d.nested = silent.build(set.Bindings, set.Rec)
	}
	return d.nested
}

// staticNames gives the names of a path; a computed one is "${…}".
func staticNames(names []AttrName) []string {
	out := make([]string, len(names))
	for i, name := range names {
		if s, ok := staticName(name); ok {
			out[i] = s
			continue
		}
		out[i] = "${…}"
	}
	return out
}

// nameExpr gives the expression of a computed name.
func nameExpr(name AttrName) Expr {
	switch name := name.(type) {
	case *Interp:
		return name.X
	case *Str:
		return name
	}
	panic("syntax: a plain name is not computed")
}

// attrsOf gives the set or let that bindings make as Nix leaves it.
func attrsOf(bindings []Binding, rec bool) *attrs {
	m := merger{report: func(span, int, span, []string) {}}
	return m.build(bindings, rec)
}
