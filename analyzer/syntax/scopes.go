package syntax

// Scopes says what binds the variables at a place: functions, lets and recursive sets around it,
// and each with.
type Scopes struct {
	outer *Scopes
	names map[string]Bound
	with  *With
}

// Bound is what a name is bound to. All is nil where several bindings make up the value.
type Bound struct {
	Lambda *Lambda // an argument of it
	Value  Expr    // of name = value
	From   Expr    // of inherit (from) name
	In     *Scopes // of Value and From
}

// Lookup finds what binds a variable; with is not considered.
func (s *Scopes) Lookup(name string) (Bound, bool) {
	for ; s != nil; s = s.outer {
		if b, ok := s.names[name]; ok {
			return b, true
		}
	}
	return Bound{}, false
}

// Withs are the scopes of each with around the place, innermost first, and where each stands.
func (s *Scopes) Withs(each func(scope Expr, in *Scopes)) {
	for ; s != nil; s = s.outer {
		if s.with != nil {
			each(s.with.Scope, s.outer)
		}
	}
}

// WalkScopes is Walk, with what binds the variables at each node.
func WalkScopes(root Node, visit func(Node, *Scopes) bool) {
	(&scopeWalk{visit}).node(root, nil)
}

type scopeWalk struct{ visit func(Node, *Scopes) bool }

func (w *scopeWalk) node(n Node, s *Scopes) {
	if !w.visit(n, s) {
		return
	}
	switch n := n.(type) {
	case *Let:
		inner := s.recursive(n.Bindings)
		w.bindings(n.Bindings, inner)
		w.node(n.Body, inner)
	case *LegacyLet:
		w.bindings(n.Bindings, s.recursive(n.Bindings))
	case *AttrSet:
		inner := s
		if n.Rec {
			inner = s.recursive(n.Bindings)
		}
		w.bindings(n.Bindings, inner)
	case *With:
		w.node(n.Scope, s)
		w.node(n.Body, &Scopes{outer: s, with: n})
	case *Lambda:
		inner := s.arguments(n)
		if n.Formals != nil {
			w.node(n.Formals, inner)
		}
		w.node(n.Body, inner)
	default:
		EachChild(n, func(child Node) { w.node(child, s) })
	}
}

func (w *scopeWalk) bindings(bindings []Binding, s *Scopes) {
	for _, b := range bindings {
		w.node(b, s)
	}
}

func (s *Scopes) arguments(n *Lambda) *Scopes {
	inner := &Scopes{outer: s, names: map[string]Bound{}}
	if n.Arg != nil {
		inner.names[n.Arg.Name] = Bound{Lambda: n}
	}
	if n.Formals != nil {
		for _, f := range n.Formals.List {
			inner.names[f.Name.Name] = Bound{Lambda: n}
		}
	}
	return inner
}

func (s *Scopes) recursive(bindings []Binding) *Scopes {
	inner := &Scopes{outer: s, names: make(map[string]Bound, len(bindings))}
	for _, b := range bindings {
		switch b := b.(type) {
		case *AttrBinding:
			inner.bind(b)
		case *Inherit:
			inner.inherit(b)
		}
	}
	return inner
}

func (s *Scopes) bind(b *AttrBinding) {
	name, ok := staticName(b.Path.Names[0])
	_, again := s.names[name]
	switch {
	case !ok:
	case again || len(b.Path.Names) > 1:
		s.names[name] = Bound{}
	default:
		s.names[name] = Bound{Value: b.Value, In: s}
	}
}

// inherit binds what is inherited: without a source, what the name is bound to outside.
func (s *Scopes) inherit(in *Inherit) {
	for _, n := range in.Names {
		name, ok := staticName(n)
		if !ok {
			continue
		}
		if in.From != nil {
			s.names[name] = Bound{From: in.From, In: s}
			continue
		}
		s.names[name], _ = s.outer.Lookup(name)
	}
}
