package link

import (
	"cmp"
	"regexp"
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// lackScan looks for names that are surely missing in what stands in one file.
type lackScan struct {
	*Flake
	machine *eval.Machine
	file    *facts.File
	heads   []head
	args    *eval.Set // what the file's function is called with; nil where that is not known
	found   []Lack
	guards  []*guard                   // what must hold where the scan is
	reads   map[*eval.Thunk][][]*guard // of names of a let: what must hold where each is read
}

// maxHeads is how many configurations a file is looked at for: what more call is not known to fail on all.
const maxHeads = 200

// scan looks at the file with what the first configuration calls it with. What is found is kept where it is found with
// what every other one has, too.
func (s *lackScan) scan() {
	if len(s.heads) == 0 || len(s.heads) > maxHeads || slices.ContainsFunc(s.heads, func(h head) bool { return !h.sure }) {
		s.heads = []head{{}}
	}
	for i, h := range s.heads {
		before := s.found
		s.args, s.found, s.guards, s.reads = h.args, nil, nil, nil
		s.node(s.file.Root, eval.FileScope(s.file.File))
		if i > 0 {
			s.found = common(before, s.found)
		}
		if len(s.found) == 0 {
			return
		}
	}
	s.found = slices.DeleteFunc(s.found, func(k Lack) bool { return k.perhaps })
}

// common are the names that are missing with two configurations, surely with one of them.
func common(a, b []Lack) (both []Lack) {
	for _, k := range b {
		if i := slices.IndexFunc(a, func(other Lack) bool { return other.Span == k.Span }); i >= 0 {
			k.perhaps = k.perhaps && a[i].perhaps
			both = append(both, k)
		}
	}
	return both
}

// node looks at an expression, in a scope.
func (s *lackScan) node(n syntax.Node, at *eval.Scope) {
	if s.conditional(n, at) {
		return
	}
	switch n := n.(type) {
	case *syntax.Let:
		s.let(n, at)
	case *syntax.LegacyLet:
		s.bindings(n.Bindings, at.Let(n.Bindings))
	case *syntax.AttrSet:
		inner := at
		if n.Rec {
			inner = at.Let(n.Bindings)
		}
		s.bindings(n.Bindings, inner)
	case *syntax.With:
		s.node(n.Scope, at)
		s.node(n.Body, at.Under(n.Scope))
	case *syntax.Lambda:
		s.function(n, at)
	case *syntax.Select:
		s.selection(n, at)
		s.node(n.X, at)
		s.names(n.Path, at)
		if n.Or != nil {
			s.node(n.Or, at)
		}
	case *syntax.HasAttr:
		s.node(n.X, at)
		s.names(n.Path, at)
	case *syntax.Ident:
		s.reading(n.Name, at)
		s.variable(n, at)
	case *syntax.Apply:
		s.call(n, at)
		s.node(n.Fn, at)
		s.node(n.Arg, at)
	default:
		syntax.EachChild(n, func(child syntax.Node) { s.node(child, at) })
	}
}

func (s *lackScan) bindings(bindings []syntax.Binding, at *eval.Scope) {
	for _, b := range bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			s.names(b.Path, at)
			s.node(b.Value, at)
		case *syntax.Inherit:
			if b.From != nil {
				s.node(b.From, at)
				s.inherited(b, at)
				continue
			}
			for _, n := range b.Names {
				if name, plain := eval.Plain(n); plain {
					s.reading(name, at)
				}
			}
		}
	}
}

// names looks at the computed names of a path.
func (s *lackScan) names(p *syntax.AttrPath, at *eval.Scope) {
	for _, n := range p.Names {
		if _, plain := n.(*syntax.Ident); !plain {
			s.node(n, at)
		}
	}
}

func (s *lackScan) function(n *syntax.Lambda, at *eval.Scope) {
	inner := at.Params(n, func(name string) eval.Value { return s.argument(n, name) })
	if n.Formals != nil {
		for _, formal := range n.Formals.List {
			if formal.Default != nil {
				s.node(formal.Default, inner)
			}
		}
	}
	s.node(n.Body, inner)
}

// argument is what a function is surely called with under a name: the one that a file is, by configurations, and that
// of the flake's outputs; nil where it is not known.
func (s *lackScan) argument(n *syntax.Lambda, name string) eval.Value {
	whole := n.Arg != nil && n.Arg.Name == name
	switch {
	case s.file.Name == s.File.Name && s.isOutputs(n):
		if inputs, ok := s.Inputs.(*eval.Set); ok && !whole && inputs.Attrs[name] != nil {
			return s.machine.Fresh().Force(inputs.Attrs[name])
		}
		if whole {
			return s.Inputs
		}
	case s.args == nil || whole || syntax.Unparen(s.file.Root) != syntax.Expr(n) || s.args.Attrs[name] == nil:
	case s.HostsKnown || name == "inputs" || name == "self":
		return s.machine.Fresh().Force(s.args.Attrs[name])
	}
	return nil
}

func (s *lackScan) isOutputs(n *syntax.Lambda) bool {
	root, ok := syntax.Unparen(s.file.Root).(*syntax.AttrSet)
	return ok && slices.ContainsFunc(root.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok || len(attr.Path.Names) != 1 || syntax.Unparen(attr.Value) != syntax.Expr(n) {
			return false
		}
		name, _ := eval.Plain(attr.Path.Names[0])
		return name == "outputs"
	})
}

// selection looks whether a name of a path is missing.
func (s *lackScan) selection(n *syntax.Select, at *eval.Scope) {
	if n.Or == nil && s.worth(n.X, at) {
		s.failure(n, at, "")
	}
}

// worth reports whether an expression may be a set whose names are known.
func (s *lackScan) worth(x syntax.Expr, at *eval.Scope) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		t, bound := at.Lookup(x.Name)
		if !bound {
			return false
		}
		switch eval.Peek(t).(type) {
		case eval.Ref, *eval.Unknown, *eval.Call:
			return false
		}
		return true
	case *syntax.Select:
		return s.worth(x.X, at)
	case *syntax.Apply:
		return syntax.Callee(x) == "import" || s.worth(x.Fn, at)
	case *syntax.AttrSet:
		return true
	}
	return false
}

// failure evaluates an expression, and notes that it fails for want of a name, if it is here that the name is wanted. holder
// is what lacks it, where the expression does not say.
func (s *lackScan) failure(x syntax.Expr, at *eval.Scope, holder string) {
	u, ok := s.machine.Fresh().Eval(x, at).(*eval.Unknown)
	if ok && u.Fails == eval.Fails && u.Lacks != nil && u.At.Node == syntax.Node(x) && u.At.File == s.file.File {
		s.note(u, holder, s.sets(x, at))
	}
}

// note keeps a name that is missing in what is read of some sets.
func (s *lackScan) note(u *eval.Unknown, holder string, sets []string) {
	lack, ok := s.lackOf(s.file, u)
	lack.Holder = cmp.Or(lack.Holder, holder)
	if ok && !s.tested(lack.Name) {
		lack.perhaps, lack.of = s.perhaps(s.guards, sets, 0), sets
		s.found = append(s.found, lack)
	}
}

// tested reports whether the file looks whether there is such a name.
func (s *lackScan) tested(name string) bool {
	quoted := regexp.QuoteMeta(name)
	return regexp.MustCompile(`\?\s*[\w."'-]*\b` + quoted + `\b|"` + quoted + `"|\b` + quoted + `\s+or\b`).MatchString(s.file.Src)
}

// variable looks whether the withs around a name have it.
func (s *lackScan) variable(n *syntax.Ident, at *eval.Scope) {
	if _, bound := at.Lookup(n.Name); bound || syntax.IsGlobal(n.Name) {
		return
	}
	for outer := at; outer != nil; outer = outer.Parent {
		if outer.With != nil {
			s.failure(n, at, short(s.file.Text(outer.With.Expr)))
			return
		}
	}
}

// inherited looks whether what names are inherited from has them.
func (s *lackScan) inherited(in *syntax.Inherit, at *eval.Scope) {
	if !s.worth(in.From, at) {
		return
	}
	v := s.machine.Fresh().Eval(in.From, at)
	for _, n := range in.Names {
		name, ok := eval.Plain(n)
		if !ok {
			continue
		}
		u, ok := s.machine.Fresh().Select(v, name, eval.Place{File: s.file.File, Node: n}).(*eval.Unknown)
		if ok && u.Fails == eval.Fails && u.Lacks != nil && u.At.Node == syntax.Node(n) {
			s.note(u, short(s.file.Text(in.From)), s.sets(in.From, at))
		}
	}
}

// call looks whether a function of the repository takes the attributes that it is called with, and gets all that it needs.
func (s *lackScan) call(n *syntax.Apply, at *eval.Scope) {
	set, ok := syntax.Unparen(n.Arg).(*syntax.AttrSet)
	if !ok || !s.worth(n.Fn, at) && syntax.Callee(n.Fn) != "import" {
		return
	}
	given, ok := attributes(set)
	if !ok {
		return
	}
	f, ok := s.machine.Fresh().Eval(n.Fn, at).(*eval.Func)
	if !ok || f.Lambda.Formals == nil {
		return
	}
	lack := Lack{Holder: short(s.file.Text(n.Fn)), Call: true}
	for _, formal := range f.Lambda.Formals.List {
		lack.Known = append(lack.Known, formal.Name.Name)
	}
	slices.Sort(lack.Known)
	lack.perhaps = s.perhaps(s.guards, nil, 0)
	for _, name := range given {
		text, _ := eval.Plain(name)
		if !f.Lambda.Formals.Ellipsis && !slices.Contains(lack.Known, text) {
			lack.Name, lack.Span = text, s.file.Span(name)
			s.found = append(s.found, lack)
			return
		}
	}
	for _, formal := range f.Lambda.Formals.List {
		if formal.Default == nil && !slices.ContainsFunc(given, func(n syntax.AttrName) bool { text, _ := eval.Plain(n); return text == formal.Name.Name }) {
			lack.Name, lack.Span, lack.Needed = formal.Name.Name, s.file.Span(n.Fn), true
			s.found = append(s.found, lack)
			return
		}
	}
}

// attributes are the first names of what a set binds; ok is false where one is computed.
func attributes(set *syntax.AttrSet) (names []syntax.AttrName, ok bool) {
	for _, b := range set.Bindings {
		names = append(names, syntax.BoundNames(b)...)
	}
	return names, !slices.ContainsFunc(names, func(n syntax.AttrName) bool { _, plain := eval.Plain(n); return !plain })
}
