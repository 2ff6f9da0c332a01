package facts

import (
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Hand is an argument that a set of arguments hands to modules, as in
// extraSpecialArgs = { acme = config.acme; }.
type Hand struct {
	Name string
	Path Path        // of the configuration, if it is a namespace or a group in one; else nil
	Node syntax.Node // its binding, or its name in an inherit
}

// Hands gathers what the sets of arguments that stand in a file hand to modules.
func Hands(e *Env, f *File) {
	if !strings.Contains(f.Src, "pecialArgs") && !strings.Contains(f.Src, "_module") {
		return
	}
	h := &hands{Env: e, file: f}
	h.walk(f.Root, eval.FileScope(f.File))
}

// hands looks for sets of arguments. Its scopes are its own: those of the file say what the module system calls
// functions with, which only its reads show.
type hands struct {
	*Env
	file  *File
	trail Trail
}

func (h *hands) walk(n syntax.Node, s *eval.Scope) {
	if b, ok := n.(*syntax.AttrBinding); ok {
		h.binding(b, s)
	}
	inner := s.Inside(n)
	syntax.EachChild(n, func(child syntax.Node) { h.walk(child, inner) })
}

// binding looks at x.extraSpecialArgs = …, and at _module.args.name = ….
func (h *hands) binding(b *syntax.AttrBinding, s *eval.Scope) {
	before, last := "", len(b.Path.Names)-1
	for i, n := range b.Path.Names {
		name, _ := eval.Plain(n)
		args := name == "specialArgs" || name == "extraSpecialArgs" || name == "args" && before == "_module"
		switch {
		case args && i == last:
			h.args(b.Value, s)
		case args && i == last-1:
			if handed, plain := eval.Plain(b.Path.Names[last]); plain {
				h.hand(handed, b.Value, b, s)
			}
		case name == "_module" && i == last:
			h.inModule(b.Value, s)
		}
		before = name
	}
}

// inModule looks at _module = { args = …; }.
func (h *hands) inModule(x syntax.Expr, s *eval.Scope) {
	set := syntax.InnerSet(x)
	if set == nil {
		return
	}
	for _, b := range set.Bindings {
		if attr, ok := b.(*syntax.AttrBinding); ok && len(attr.Path.Names) == 1 {
			if name, _ := eval.Plain(attr.Path.Names[0]); name == "args" {
				h.args(attr.Value, s)
			}
		}
	}
}

// args looks at a set of arguments, behind names, updates and properties.
func (h *hands) args(x syntax.Expr, s *eval.Scope) {
	leave, ok := h.trail.Step(x)
	if !ok {
		return
	}
	defer leave()
	switch x := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		inner := s
		if x.Rec {
			inner = s.Let(x.Bindings)
		}
		for _, b := range x.Bindings {
			h.argument(b, inner)
		}
	case *syntax.Let:
		h.args(x.Body, s.Let(x.Bindings))
	case *syntax.With:
		h.args(x.Body, s.Under(x.Scope))
	case *syntax.If:
		h.args(x.Then, s)
		h.args(x.Else, s)
	case *syntax.Binary:
		h.args(x.X, s)
		h.args(x.Y, s)
	case *syntax.Apply:
		h.args(x.Arg, s)
	case *syntax.Ident:
		if b, bound := s.Lookup(x.Name); bound && b.Expr != nil {
			h.args(b.Expr, b.Scope)
		}
	}
}

func (h *hands) argument(b syntax.Binding, s *eval.Scope) {
	switch b := b.(type) {
	case *syntax.AttrBinding:
		if name, plain := eval.Plain(b.Path.Names[0]); plain && len(b.Path.Names) == 1 {
			h.hand(name, b.Value, b, s)
		} else if plain {
			h.add(Hand{Name: name})
		}
	case *syntax.Inherit:
		for _, n := range b.Names {
			name, plain := eval.Plain(n)
			switch {
			case !plain:
			case b.From == nil:
				h.hand(name, &syntax.Ident{Name: name}, n, s)
			default:
				path, whole, ok := h.configPath(b.From, s, 0)
				h.found(name, path.Join(name), whole && ok, n)
			}
		}
	}
}

// hand notes one argument. One that only goes on under the name by which it came says nothing new.
func (h *hands) hand(name string, x syntax.Expr, at syntax.Node, s *eval.Scope) {
	if id, ok := syntax.Unparen(x).(*syntax.Ident); ok && id.Name == name {
		if _, argument := s.Argument(name); argument {
			return
		}
	}
	path, whole, ok := h.configPath(x, s, 0)
	h.found(name, path, whole && ok, at)
}

func (h *hands) found(name string, path Path, known bool, at syntax.Node) {
	if !known || len(path) == 0 || !h.InNamespace(path.Join("")) {
		path = nil
	}
	h.add(Hand{Name: name, Path: path, Node: at})
}

func (h *hands) add(hand Hand) { h.file.Hands = append(h.file.Hands, hand) }

// Takes reports whether a module of a file takes an argument by name.
func (f *File) Takes(name string) (taken bool) {
	if !strings.Contains(f.Src, name) {
		return false
	}
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		if fn, ok := n.(*syntax.Lambda); ok {
			taken = taken || takesNamed(fn, name)
		}
		return !taken
	})
	return taken
}

// takesNamed reports whether a function takes an argument by name, and any other, as those of modules do.
func takesNamed(fn *syntax.Lambda, name string) bool {
	if fn.Formals == nil || !fn.Formals.Ellipsis {
		return false
	}
	for _, f := range fn.Formals.List {
		if f.Name.Name == name {
			return true
		}
	}
	return false
}

// handedIdent is the path of the configuration that an argument of a module has.
func (e *Env) handedIdent(x *syntax.Ident, at *eval.Scope) (Path, bool) {
	path, ok := e.Handed[x.Name]
	return path, ok && at.Lambda != nil && takesNamed(at.Lambda, x.Name) && !e.ofSubmodule(at)
}

// handedIn reads args.acme.a, where args are all arguments of a module, or specialArgs.
func (e *Env) handedIn(x *syntax.Select, s *eval.Scope) (Path, bool, bool) {
	id, ok := syntax.Unparen(x.X).(*syntax.Ident)
	if !ok || len(e.Handed) == 0 || id.Name == "inputs" || id.Name == "self" || IsConfigRoot(id.Name) {
		return nil, false, false
	}
	first, _ := eval.Plain(x.Path.Names[0])
	base, ok := e.Handed[first]
	of, argument := s.Argument(id.Name)
	if !ok || !argument {
		return nil, false, false
	}
	if _, itself := e.handedIdent(id, of); itself {
		return nil, false, false
	}
	rest, whole := known(e.spelled(x.Path, s)[1:])
	return base.Join(rest...), whole, true
}

// throughArgument reports whether an expression that leads to the configuration does so by an argument that was handed over,
// and whether the function that takes it is the file's own: then it is a module, if the file is one.
func (c *collector) throughArgument(n syntax.Node, s *eval.Scope) (handed, own bool) {
	x, ok := n.(syntax.Expr)
	for depth := 0; ok && len(c.Handed) > 0 && depth < maxAlias; depth++ {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Select:
			if _, _, in := c.handedIn(y, s); in {
				return true, false
			}
			x = y.X
		case *syntax.Ident:
			b, at, bound := s.Find(y.Name)
			if !bound || b.Expr == nil && b.From == nil {
				if bound {
					_, handed = c.handedIdent(y, at)
				}
				return handed, handed && syntax.Unparen(c.file.Root) == syntax.Expr(at.Lambda)
			}
			if x, s = b.Expr, b.Scope; x == nil {
				x, s = b.From.Expr, b.From.Scope
			}
		default:
			return false, false
		}
	}
	return false, false
}
