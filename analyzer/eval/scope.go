package eval

import (
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// Scope is what names mean at a place: let and rec bindings, arguments, with.
type Scope struct {
	Parent *Scope
	File   *syntax.File
	Lambda *syntax.Lambda // whose arguments the scope binds, where its body is read without a call; else nil
	With   *Thunk
	names  map[string]*Thunk
}

// FileScope is the outermost scope of a file.
func FileScope(f *syntax.File) *Scope { return &Scope{File: f} }

// Lookup finds what a name is bound to; with is not looked at.
func (s *Scope) Lookup(name string) (*Thunk, bool) {
	t, _, ok := s.Find(name)
	return t, ok
}

// Find is Lookup, and gives the scope that binds the name.
func (s *Scope) Find(name string) (*Thunk, *Scope, bool) {
	for ; s != nil; s = s.Parent {
		if t, ok := s.names[name]; ok {
			return t, s, true
		}
	}
	return nil, nil, false
}

// Argument gives the scope that binds a name, if the name is an argument of a function whose body is
// read without a call.
func (s *Scope) Argument(name string) (of *Scope, ok bool) {
	_, of, bound := s.Find(name)
	return of, bound && of.Lambda != nil
}

// Child is a scope inside s.
func (s *Scope) Child() *Scope { return &Scope{Parent: s, File: s.File} }

// Under is a scope inside "with x;".
func (s *Scope) Under(x syntax.Expr) *Scope {
	return &Scope{Parent: s, File: s.File, With: Lazy(x, s)}
}

// Let opens a scope for the bindings of a let or a recursive set.
func (s *Scope) Let(bindings []syntax.Binding) *Scope {
	inner, _ := s.recursive(bindings)
	return inner
}

// recursive is Let, and gives what is bound.
func (s *Scope) recursive(bindings []syntax.Binding) (*Scope, []entry) {
	inner := s.Child()
	inner.names = make(map[string]*Thunk, len(bindings))
	entries := group(bindings, inner, s)
	for _, e := range entries {
		if e.dyn == nil {
			inner.names[e.name] = e.thunk
		}
	}
	return inner, entries
}

// Inside is the scope of what stands in a let, a recursive set or a function that nothing is known to call, and s in any other node.
func (s *Scope) Inside(n syntax.Node) *Scope {
	switch n := n.(type) {
	case *syntax.Let:
		return s.Let(n.Bindings)
	case *syntax.AttrSet:
		if n.Rec {
			return s.Let(n.Bindings)
		}
	case *syntax.Lambda:
		return s.Params(n, func(string) Value { return nil })
	}
	return s
}

// Params opens a function's scope while its body is read without a call. given says what an argument
// is, nil where that is not known: who reads the body knows what it is called with, if anyone does.
func (s *Scope) Params(l *syntax.Lambda, given func(name string) Value) *Scope {
	inner := s.Child()
	inner.Lambda, inner.names = l, map[string]*Thunk{}
	bind := func(id *syntax.Ident) {
		at, v := Place{s.File, id}, given(id.Name)
		if v == nil {
			v = &Unknown{At: at, Reason: "the argument " + id.Name + " is not known"}
		}
		inner.names[id.Name] = knownAt(at, v)
	}
	if l.Arg != nil {
		bind(l.Arg)
	}
	if l.Formals != nil {
		for _, f := range l.Formals.List {
			bind(f.Name)
		}
	}
	return inner
}

// Arguments are the values that Params bound.
func (s *Scope) Arguments() []*Thunk { return slices.Collect(maps.Values(s.names)) }

// Plain gives an attribute name that is written out.
func Plain(n syntax.AttrName) (string, bool) {
	switch n := n.(type) {
	case *syntax.Ident:
		return n.Name, n.Name != ""
	case *syntax.Str:
		return Literal(n.Parts)
	}
	return "", false
}

// Literal gives a string that is written out.
func Literal(parts []syntax.StrPart) (string, bool) {
	if len(parts) == 1 {
		text, ok := parts[0].(*syntax.Text)
		if ok {
			return text.Value, true
		}
	}
	var b strings.Builder
	for _, part := range parts {
		text, ok := part.(*syntax.Text)
		if !ok {
			return "", false
		}
		b.WriteString(text.Value)
	}
	return b.String(), true
}
