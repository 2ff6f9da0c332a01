package link

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// guard is a condition under which an expression is evaluated. What it amounts to is looked at where a name is missing.
type guard struct {
	cond   syntax.Expr
	at     *eval.Scope
	wanted bool
	// reads are, of what a name of a let stands for, the guards around each place that reads the name.
	reads [][]*guard
}

// guarding are functions that give their last argument where the first one is true.
var guarding = map[string]int{
	"mkIf": 2, "optional": 2, "optionals": 2, "optionalAttrs": 2, "optionalString": 2,
	"throwIfNot": 3,
}

// sparing are functions that give their last argument where the first one is false.
var sparing = map[string]int{"throwIf": 3}

// under looks at an expression that is evaluated where a condition is as wanted.
func (s *lackScan) under(cond syntax.Expr, wanted bool, n syntax.Node, at *eval.Scope) {
	before := s.guards
	s.guards = append(slices.Clone(before), &guard{cond: cond, at: at, wanted: wanted})
	s.node(n, at)
	s.guards = before
}

// conditional looks at an expression of which a part is evaluated on a condition only; ok is false where it is none.
func (s *lackScan) conditional(n syntax.Node, at *eval.Scope) (ok bool) {
	switch n := n.(type) {
	case *syntax.If:
		s.node(n.Cond, at)
		s.under(n.Cond, true, n.Then, at)
		s.under(n.Cond, false, n.Else, at)
		return true
	case *syntax.Assert:
		s.node(n.Cond, at)
		s.under(n.Cond, true, n.Body, at)
		return true
	case *syntax.Binary:
		if n.Op != syntax.And && n.Op != syntax.Or && n.Op != syntax.Implies {
			return false
		}
		s.node(n.X, at)
		s.under(n.X, n.Op != syntax.Or, n.Y, at)
		return true
	case *syntax.Apply:
		args, fn := syntax.Arguments(n), syntax.Callee(n)
		if len(args) == 0 || guarding[fn] != len(args) && sparing[fn] != len(args) {
			return false
		}
		s.node(n.Fn, at)
		s.under(args[0], guarding[fn] > 0, n.Arg, at)
		return true
	}
	return false
}

// perhaps reports whether a name that is wanted of sets is wanted where a condition holds that looks into one of them,
// or that surely does not hold.
func (s *lackScan) perhaps(guards []*guard, sets []string, depth int) bool {
	return depth < maxReadThrough && slices.ContainsFunc(guards, func(g *guard) bool {
		if g.reads != nil {
			return !slices.ContainsFunc(g.reads, func(around []*guard) bool { return !s.perhaps(around, sets, depth+1) })
		}
		if value, known := s.machine.Fresh().Eval(g.cond, g.at).(eval.Bool); known {
			return bool(value) != g.wanted
		}
		asked := s.sets(g.cond, g.at)
		return slices.ContainsFunc(sets, func(name string) bool { return slices.Contains(asked, name) })
	})
}

// maxReads is how many places that read a name of a let are kept. What more read, is as if one read it always.
const maxReads = 6

// reading notes where a name of a let is read.
func (s *lackScan) reading(name string, at *eval.Scope) {
	t, bound := at.Lookup(name)
	if !bound {
		return
	}
	if s.reads == nil {
		s.reads = map[*eval.Thunk][][]*guard{}
	}
	before := s.reads[t]
	switch {
	case len(before) > 0 && len(before[0]) == 0:
	case len(s.guards) == 0 || len(before) == maxReads:
		s.reads[t] = [][]*guard{nil}
	default:
		s.reads[t] = append(before, s.guards)
	}
}

// let looks at a let: first at its body, for what a name stands for is evaluated where the name is read.
func (s *lackScan) let(n *syntax.Let, at *eval.Scope) {
	inner := at.Let(n.Bindings)
	s.node(n.Body, inner)
	pending, outer := slices.Clone(n.Bindings), s.guards
	for len(pending) > 0 {
		i := max(0, slices.IndexFunc(pending, func(b syntax.Binding) bool { return s.readOf(b, inner) != nil }))
		if always := slices.IndexFunc(pending, func(b syntax.Binding) bool { r := s.readOf(b, inner); return r != nil && len(r[0]) == 0 }); always >= 0 {
			i = always
		}
		if around := s.readOf(pending[i], inner); around != nil {
			s.guards = []*guard{{reads: around}}
		}
		s.bindings(pending[i:i+1], inner)
		s.guards = outer
		pending = slices.Delete(pending, i, i+1)
	}
}

// readOf are the guards around each place that reads what a binding binds; nil where none is seen to.
func (s *lackScan) readOf(b syntax.Binding, at *eval.Scope) (around [][]*guard) {
	for _, n := range syntax.BoundNames(b) {
		if name, plain := eval.Plain(n); plain {
			if t, bound := at.Lookup(name); bound {
				around = append(around, s.reads[t]...)
			}
		}
	}
	return around
}

// widelyRead are names that stand for so much that who looks into one of them says nothing of the rest.
var widelyRead = map[string]bool{"lib": true, "pkgs": true, "config": true, "inputs": true, "self": true, "builtins": true}

// sets are the names of what an expression reads, behind names of a let too.
func (s *lackScan) sets(x syntax.Node, at *eval.Scope) []string {
	r := &readSets{scan: s, seen: map[*eval.Thunk]bool{}}
	r.of(x, at)
	return r.names
}

// readSets gathers the names that stand for the sets that an expression reads.
type readSets struct {
	scan  *lackScan
	seen  map[*eval.Thunk]bool
	names []string
}

// maxReadThrough is how many names of a let one expression is followed through.
const maxReadThrough = 20

func (r *readSets) of(x syntax.Node, at *eval.Scope) {
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Ident:
			r.name(n.Name, at)
		case *syntax.Select:
			if id, ok := syntax.Unparen(n.X).(*syntax.Ident); ok && widelyRead[id.Name] {
				r.add(firstNames(id.Name, n.Path))
			}
		case *syntax.HasAttr:
			if id, ok := syntax.Unparen(n.X).(*syntax.Ident); ok && widelyRead[id.Name] {
				r.add(firstNames(id.Name, n.Path))
			}
		case *syntax.AttrPath:
			r.ofNames(n, at)
			return false
		case *syntax.Path:
			r.add(r.scan.file.Text(n))
		}
		return true
	})
}

// ofNames gathers what the computed names of a path read.
func (r *readSets) ofNames(path *syntax.AttrPath, at *eval.Scope) {
	for _, n := range path.Names {
		if _, plain := n.(*syntax.Ident); !plain {
			r.of(n, at)
		}
	}
}

// firstNames is a name of what is read widely, with the first name of a path of it.
func firstNames(of string, path *syntax.AttrPath) string {
	name, _ := eval.Plain(path.Names[0])
	return of + "." + name
}

func (r *readSets) add(name string) {
	if !slices.Contains(r.names, name) {
		r.names = append(r.names, name)
	}
}

func (r *readSets) name(name string, at *eval.Scope) {
	t, bound := at.Lookup(name)
	switch {
	case !bound && !syntax.IsGlobal(name):
		r.ofWiths(at)
	case widelyRead[name]:
	default:
		r.add(name)
	}
	if bound && !r.seen[t] && len(r.seen) < maxReadThrough && t.Expr != nil && t.Scope != nil && t.Scope.File == r.scan.file.File {
		r.seen[t] = true
		switch syntax.Unparen(t.Expr).(type) {
		case *syntax.Ident, *syntax.Select, *syntax.HasAttr, *syntax.Apply, *syntax.Unary, *syntax.Binary, *syntax.If:
			r.of(t.Expr, t.Scope)
		}
	}
}

// ofWiths gathers what the withs around a name are of.
func (r *readSets) ofWiths(at *eval.Scope) {
	for ; at != nil; at = at.Parent {
		if at.With != nil && !r.seen[at.With] && len(r.seen) < maxReadThrough {
			r.seen[at.With] = true
			r.of(at.With.Expr, at.With.Scope)
		}
	}
}

// spared are the missing names without those that a default of the argument has: what every configuration gives now
// lacks them, and who wrote the default knows of what reads them.
func (l *Flake) spared(all []Lack) []Lack {
	if !slices.ContainsFunc(all, func(k Lack) bool { return len(k.of) > 0 }) {
		return all
	}
	defaults := map[string]bool{}
	for _, f := range l.tree.Files {
		syntax.Walk(f.Root, func(n syntax.Node) bool {
			if formal, ok := n.(*syntax.Formal); ok && formal.Default != nil {
				if set, ok := syntax.Unparen(formal.Default).(*syntax.AttrSet); ok {
					names, _ := attributes(set)
					for _, name := range names {
						text, _ := eval.Plain(name)
						defaults[formal.Name.Name+"."+text] = true
					}
				}
			}
			return true
		})
	}
	return slices.DeleteFunc(all, func(k Lack) bool {
		return slices.ContainsFunc(k.of, func(of string) bool { return defaults[of+"."+k.Name] })
	})
}
