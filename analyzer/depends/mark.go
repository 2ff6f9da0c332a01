package depends

import (
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// thunk follows what evaluating a thunk, as deep as it goes, may touch. Where its value is known,
// that is followed; where it is not, everything that its expression names.
func (m *marker) thunk(t *eval.Thunk) {
	if m.thunks[t] || !m.enter() {
		return
	}
	defer m.leave()
	m.thunks[t] = true
	v := m.flake.Machine.Fresh().Force(t)
	switch {
	case isConfigRef(v):
		m.open(m.flake.SpanOf(t.At()), "it reads the configuration of the flake itself")
	case m.settled(v) && !(isRef(v) && fallsBack(t, map[*eval.Thunk]bool{})):
		m.value(v)
	case t.Expr != nil:
		m.expr(t.Expr, t.Scope)
	case t.From != nil:
		m.thunk(t.From)
	default:
		m.open(m.flake.SpanOf(t.At()), "a value is computed that is not known")
	}
}

func isConfigRef(v eval.Value) bool {
	r, ok := v.(eval.Ref)
	return ok && r.Root == "config"
}

// isRef reports whether a value is known by its name alone: whether it is there at all is for who has
// the input to say.
func isRef(v eval.Value) bool {
	_, ok := v.(eval.Ref)
	return ok
}

// fallsBack reports whether a value may be another one than that of an input: the expression that
// names it, or one that a name in it stands for, goes on with or.
func fallsBack(t *eval.Thunk, met map[*eval.Thunk]bool) bool {
	if t == nil || met[t] {
		return false
	}
	met[t] = true
	if t.Expr == nil {
		return fallsBack(t.From, met)
	}
	found := false
	syntax.Walk(t.Expr, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			found = found || n.Or != nil
		case *syntax.Ident:
			if b, bound := t.Scope.Lookup(n.Name); bound {
				found = found || fallsBack(b, met)
			}
		}
		return !found
	})
	return found
}

// settled reports whether a value is known, down to the thunks that it holds, and says itself which
// files it is made of.
func (m *marker) settled(v eval.Value) bool {
	switch v := v.(type) {
	case *eval.Unknown, *eval.Call, *eval.MakerCall:
		return false
	case eval.String:
		return m.isPath(string(v))
	case *eval.List:
		return len(v.Open) == 0
	case *eval.Set:
		return v.Open == nil
	}
	return true
}

// isPath reports whether a text has no place of the repository in it, or is the path of one. Of a
// text that goes on behind a path, such as "${./run.sh} --flag", only the expression says where the
// path ends.
func (m *marker) isPath(text string) bool {
	i := strings.Index(text, eval.Root)
	if i < 0 {
		return true
	}
	name, ok := eval.InRepository(text)
	return i == 0 && ok && m.tree.Kind(name) != ""
}

func (m *marker) value(v eval.Value) {
	switch v := v.(type) {
	case eval.Path:
		m.at(string(v), diag.Span{File: "flake.nix"})
	case eval.String:
		if i := strings.Index(string(v), eval.Root); i >= 0 {
			m.at(string(v)[i:], diag.Span{File: "flake.nix"})
		}
	case *eval.List:
		for _, e := range v.Elems {
			m.thunk(e)
		}
	case *eval.Set:
		m.set(v)
	case *eval.Func:
		m.expr(v.Lambda, v.Scope)
	case *eval.Builtin:
		for _, arg := range v.Args() {
			m.thunk(arg)
		}
	}
}

func (m *marker) set(v *eval.Set) {
	switch {
	case eval.Value(v) == m.flake.Self:
		m.open(diag.Span{File: "flake.nix"}, climbsBy("self"))
		return
	case eval.Value(v) == m.flake.Inputs:
		m.open(diag.Span{File: "flake.nix"}, "the inputs are passed on whole, and the flake itself with them")
		return
	}
	for _, name := range v.Names() {
		if strings.Contains(name, eval.Root) {
			m.open(diag.Span{File: "flake.nix"}, "a name is made of a path")
		}
		switch name {
		case "_file": // only a name for messages
		case "specialArgs", "extraSpecialArgs":
			m.special(v.Attrs[name])
		default:
			m.thunk(v.Attrs[name])
		}
	}
}

func (m *marker) lambda(l *syntax.Lambda, s *eval.Scope) {
	inner := s.Params(l, func(name string) eval.Value { return m.flake.Argument(name, l) })
	for _, t := range inner.Arguments() {
		m.thunks[t] = true // what a function is called with is followed where it is called
	}
	if n := partOfOptions(l); n != nil {
		m.open(s.File.Span(n), readsParts)
	}
	if l.Formals != nil {
		for _, f := range l.Formals.List {
			if f.Default != nil {
				m.expr(f.Default, inner)
			}
		}
	}
	m.expr(l.Body, inner)
}

// expr follows everything that an expression names.
func (m *marker) expr(x syntax.Expr, s *eval.Scope) {
	key := placed{x, s}
	if m.nodes[key] || !m.enter() {
		return
	}
	defer m.leave()
	m.nodes[key] = true
	switch x := x.(type) {
	case *syntax.Ident:
		m.ident(x, s)
	case *syntax.Path:
		m.known(x, s)
	case *syntax.Select:
		m.selection(x, s)
	case *syntax.HasAttr:
		if !m.settled(m.flake.Machine.Fresh().Eval(x.X, s)) { // else names alone are needed, and those are known
			m.below(x, s)
		}
	case *syntax.Apply:
		m.call(x, s)
	case *syntax.Binary:
		if !m.known(x, s) {
			m.expr(x.X, s)
			m.expr(x.Y, s)
		}
	case *syntax.Lambda:
		m.lambda(x, s)
	case *syntax.Let:
		m.expr(x.Body, s.Let(x.Bindings))
	case *syntax.With:
		m.expr(x.Body, s.Under(x.Scope))
	case *syntax.AttrSet:
		inner := s
		if x.Rec {
			inner = s.Let(x.Bindings)
		}
		m.bindings(x.Bindings, inner, s)
	case *syntax.LegacyLet:
		m.bindings(x.Bindings, s.Let(x.Bindings), s)
	case *syntax.Bad:
		m.open(s.File.Span(x), "the file cannot be parsed here")
	default:
		m.below(x, s)
	}
}

// call follows a call. Where import is called by its name, it is no value.
func (m *marker) call(x *syntax.Apply, s *eval.Scope) {
	if m.placesOf(s.File).spelledOut(x) {
		m.open(s.File.Span(x), "it computes with the place of a path, which is another one for each tree")
	}
	if m.known(x, s) {
		return
	}
	if id, ok := syntax.Unparen(x.Fn).(*syntax.Ident); !ok || id.Name != "import" {
		m.expr(x.Fn, s)
	}
	m.expr(x.Arg, s)
}

// allParts follows every part of a flake-parts flake, whole: what they define for a system is read.
func (m *marker) allParts() {
	reach, _, ok := m.flake.Parts()
	if !ok {
		return
	}
	m.file("flake.nix")
	for name := range reach.Files {
		m.file(name)
	}
}

// known follows the value of an expression, if it is known whole.
func (m *marker) known(x syntax.Expr, s *eval.Scope) bool {
	v := m.flake.Machine.Fresh().Eval(x, s)
	if _, isRef := v.(eval.Ref); isRef || !m.settled(v) {
		if _, isPath := x.(*syntax.Path); isPath {
			m.open(s.File.Span(x), "a path is computed")
		}
		return false
	}
	m.value(v)
	return true
}

func (m *marker) below(x syntax.Node, s *eval.Scope) {
	syntax.EachChild(x, func(child syntax.Node) {
		switch child := child.(type) {
		case *syntax.Text:
			if climbs(child.Value) {
				m.open(s.File.Span(child), `a path is made of ".."`)
			}
		case *syntax.AttrPath:
			for _, name := range child.Names {
				if _, plain := eval.Plain(name); !plain {
					m.below(name, s)
				}
			}
		case syntax.Expr:
			m.expr(child, s)
		default:
			m.below(child, s)
		}
	})
}

func (m *marker) bindings(list []syntax.Binding, inner, outer *eval.Scope) {
	for _, b := range list {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			m.below(&syntax.HasAttr{X: b.Value, Path: b.Path}, inner)
		case *syntax.Inherit:
			if b.From != nil {
				m.expr(b.From, inner)
				continue
			}
			for _, name := range b.Names {
				if id, ok := name.(*syntax.Ident); ok {
					m.ident(id, outer)
				}
			}
		}
	}
}

func (m *marker) ident(x *syntax.Ident, s *eval.Scope) {
	if perSystem[x.Name] {
		m.allParts()
	}
	if t, ok := s.Lookup(x.Name); ok {
		if x.Name == "self" {
			m.open(s.File.Span(x), climbsBy("self"))
			return
		}
		m.thunk(t)
		return
	}
	switch {
	case isClimbing(x.Name):
		m.open(s.File.Span(x), climbsBy(x.Name))
	case x.Name == "import" || x.Name == "builtins" || x.Name == "scopedImport":
		m.open(s.File.Span(x), x.Name+" is used as a value")
	}
	for at := s; at != nil; at = at.Parent {
		if at.With != nil {
			m.thunk(at.With)
		}
	}
}

// ofInput reports whether an attribute is one of an input, with all names on the way to it written
// out: neither the set of inputs nor another of them is read for it.
func (m *marker) ofInput(x *syntax.Select, s *eval.Scope) bool {
	if syntax.Dotted(&syntax.Select{X: x.X, Path: x.Path}) == "" {
		return false
	}
	r, ok := m.flake.Machine.Fresh().Eval(x, s).(eval.Ref)
	return ok && r.Root == "inputs" && len(r.Path) > 0 && !fallsBack(eval.Lazy(x.X, s), map[*eval.Thunk]bool{})
}

func (m *marker) selection(x *syntax.Select, s *eval.Scope) {
	for _, n := range x.Path.Names {
		name, plain := eval.Plain(n)
		switch {
		case !plain:
			m.below(n, s)
		case name == "self" || isClimbing(name):
			m.open(s.File.Span(n), climbsBy(name))
		}
	}
	if m.known(x, s) {
		return
	}
	if base, ok := syntax.Unparen(x.X).(*syntax.Ident); !ok || base.Name != "builtins" {
		if !m.ofInput(x, s) {
			m.expr(x.X, s)
		}
	} else if name, _ := eval.Plain(x.Path.Names[0]); builtinHolds[name] == wholeTree {
		m.open(s.File.Span(x), climbsBy(name))
	}
	if x.Or != nil {
		m.expr(x.Or, s)
	}
}

// climbing are the functions and attributes that lead to paths which are not written out: upwards,
// to the flake as a whole, or to the place of a definition.
var climbing = map[string]bool{
	"dirOf": true, "getFlake": true, "fetchGit": true, "fetchTree": true, "fetchMercurial": true, "unsafeGetAttrPos": true, "__curPos": true,
	"locateDominatingFile": true, "splitRoot": true, "commitIdFromGitRepo": true, "pathIsGitRepo": true, "revisionWithDefault": true,
	"declarations": true, "declarationPositions": true, "definitionsWithLocations": true, "sourceInfo": true,
	"optionAttrSetToDocList": true, "optionAttrSetToDocList'": true, "nixosOptionsDoc": true,
}

// climbsBy says why a name opens a host.
func climbsBy(name string) string {
	if name == "self" {
		return "the flake itself is read: self"
	}
	return name + " makes paths that are not written out"
}

// climbs reports whether a text, joined to a path, may lead upwards.
func climbs(text string) bool {
	for part := range strings.SplitSeq(text, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}
