package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// maxGroup bounds how deep the groups of a computed declaration go.
const maxGroup = 16

// declare reads what stands below options: sets as they are written, so that each option has its
// place; anything else by what it evaluates to.
func (c *collector) declare(path Path, whole bool, at syntax.Node, x syntax.Expr, s *eval.Scope) {
	if !whole {
		c.opaque(path, at, "")
		c.file.Declarations[len(c.file.Declarations)-1].Below = c.afterComputed(at, s)
		return
	}
	switch y := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		if y.Rec {
			s = c.let(y, y.Bindings, s)
		}
		c.declareSet(path, y, s)
		return
	case *syntax.Let:
		c.declare(path, true, at, y.Body, c.let(y, y.Bindings, s))
		return
	case *syntax.With:
		c.declare(path, true, at, y.Body, c.with(y, s))
		return
	case *syntax.Binary:
		if y.Op == syntax.Update && c.optionOf(y) == nil && !isCall(y.X) {
			c.declareUpdate(path, at, y, s)
			return
		}
	case *syntax.Ident:
		if b, ok := s.Lookup(y.Name); ok {
			if _, _, ok := written(b); ok {
				c.declareBound(path, at, b)
				return
			}
		}
	}
	if o := c.optionOf(x); o != nil && !behindUpdate(x) {
		c.completeType(o, s)
		c.declaration(path, at, callee(leftmost(x)), x, o)
		return
	}
	c.declareValue(path, at, c.made(x, s), leftmost(x), 0)
}

// declareUpdate declares what X // Y holds: of X, the groups and options that Y has none of that name instead of.
func (c *collector) declareUpdate(path Path, at syntax.Node, x *syntax.Binary, s *eval.Scope) {
	from := len(c.file.Declarations)
	c.declare(path, true, at, x.X, s)
	middle := len(c.file.Declarations)
	c.declare(path, true, at, x.Y, s)
	replaced := map[string]bool{}
	for _, d := range c.file.Declarations[middle:] {
		if len(d.Path) > len(path) {
			replaced[d.Path[len(path)]] = true
		}
	}
	all := c.file.Declarations
	kept := slices.DeleteFunc(slices.Clone(all[from:middle]), func(d *Declaration) bool { return len(d.Path) > len(path) && replaced[d.Path[len(path)]] })
	c.file.Declarations = append(append(all[:from:from], kept...), all[middle:]...)
}

// behindUpdate reports whether an option's attributes are changed by something that is no set as
// it is written: mkEnableOption "x" // mkOption { default = true; }.
func behindUpdate(x syntax.Expr) bool {
	b, ok := syntax.Unparen(x).(*syntax.Binary)
	if !ok || b.Op != syntax.Update {
		return false
	}
	_, written := syntax.Unparen(b.Y).(*syntax.AttrSet)
	return !written || behindUpdate(b.X)
}

// declareBound declares what a name is bound to. What a name that leads back to itself declares
// cannot be known: nix would not end there either.
func (c *collector) declareBound(path Path, at syntax.Node, b *eval.Thunk) {
	x, s, _ := written(b)
	leave, ok := c.trail.Step(x)
	if !ok {
		c.opaque(path, at, "")
		return
	}
	defer leave()
	c.declare(path, true, at, x, s)
}

func isCall(x syntax.Expr) bool {
	_, ok := syntax.Unparen(x).(*syntax.Apply)
	return ok
}

// leftmost is X of X // Y // Z.
func leftmost(x syntax.Expr) syntax.Expr {
	for {
		b, ok := syntax.Unparen(x).(*syntax.Binary)
		if !ok || b.Op != syntax.Update {
			return x
		}
		x = b.X
	}
}

func (c *collector) declareSet(path Path, set *syntax.AttrSet, s *eval.Scope) {
	c.empty(path, len(set.Bindings))
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, whole := c.names(b.Path, s)
			c.declare(append(path, names...), whole, b.Path, b.Value, s)
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, ok := eval.Plain(n); ok {
					c.declareValue(append(path, name), n, c.inheritedValue(b, name, s), nil, 0)
				}
			}
		}
	}
}

// empty notes a group that has no options: it may be read, and set to a set with nothing in it.
func (c *collector) empty(path Path, options int) {
	if options == 0 && len(path) > 0 {
		c.file.Empty = append(c.file.Empty, slices.Clone(path))
	}
}

func (c *collector) inheritedValue(in *syntax.Inherit, name string, s *eval.Scope) eval.Value {
	m := c.Machine.Fresh()
	if in.From != nil {
		return m.Select(m.Eval(in.From, s), name, eval.Place{File: c.file.File, Node: in})
	}
	return m.Eval(&syntax.Ident{Name: name}, s)
}

// made evaluates a declaration's value. A helper that cannot be followed to where it is written is
// taken by its name, if the repository has one helper of that name only.
func (c *collector) made(x syntax.Expr, s *eval.Scope) eval.Value {
	v := c.Machine.Fresh().Eval(x, s)
	if _, set := v.(*eval.Set); set || !isCall(x) {
		return v
	}
	helpers := c.Helpers[callee(x)]
	if len(helpers) != 1 {
		return v
	}
	m, place := c.Machine.Fresh(), eval.Place{File: c.file.File, Node: x}
	fn := m.Force(helpers[0])
	for _, arg := range arguments(x) {
		fn = m.Apply(fn, eval.Lazy(arg, s), place)
	}
	return fn
}

// noteHelper remembers a function that makes options.
func (c *collector) noteHelper(name string, x syntax.Expr, s *eval.Scope) {
	if makesOptions(x, s, 0) {
		c.file.helper(name, eval.Lazy(x, s))
	}
}

// makesOptions reports whether an expression is a function that makes options, or one of those that has some of its
// arguments, as in mkBoolOpt = mkOpt types.bool; given counts the arguments that it has beside those.
func makesOptions(x syntax.Expr, s *eval.Scope, given int) bool {
	for range maxAlias {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Apply:
			x, given = y.Fn, given+1
			continue
		case *syntax.Ident:
			if b, bound := s.Lookup(y.Name); given > 0 && bound && b.Expr != nil {
				x, s = b.Expr, b.Scope
				continue
			}
		case *syntax.Lambda:
			return takes(y) > given && callsOption(y.Body)
		}
		return false
	}
	return false
}

// takes counts the arguments that a function takes one after another.
func takes(fn *syntax.Lambda) (n int) {
	for ok := true; ok; n++ {
		fn, ok = syntax.Unparen(fn.Body).(*syntax.Lambda)
	}
	return n
}

func callsOption(x syntax.Expr) (makes bool) {
	syntax.Walk(x, func(n syntax.Node) bool {
		call, ok := n.(*syntax.Apply)
		makes = makes || ok && isOptionFn(callee(call))
		return !makes
	})
	return makes
}

// declareValue declares what a value holds: an option, a group of options, or what cannot be known.
func (c *collector) declareValue(path Path, at syntax.Node, v eval.Value, x syntax.Expr, depth int) {
	fn := ""
	if x != nil {
		fn = callee(x)
	}
	if c.trail.Spent() {
		c.opaque(path, at, fn)
		return
	}
	switch v := v.(type) {
	case *eval.Set:
		switch {
		case v.Ctor != "":
			c.declaration(path, at, fn, x, c.recorded(v))
			return
		case v.Attrs["_type"] != nil || depth > maxGroup:
			c.opaque(path, at, fn)
			return
		}
		if v.Whole() {
			c.empty(path, len(v.Attrs))
		}
		for _, name := range v.Names() {
			c.declareValue(append(path, name), at, c.Machine.Fresh().Force(v.Attrs[name]), x, depth+1)
		}
		if !v.Whole() {
			c.opaque(path, at, fn)
		}
	case *eval.Unknown:
		if len(v.Perhaps) == 0 || depth > maxGroup {
			c.opaque(path, at, fn)
			return
		}
		for _, t := range v.Perhaps {
			c.declareValue(path, at, c.Machine.Fresh().Force(t), x, depth+1)
		}
	case *eval.Func:
		c.opaque(path, at, fn)
		c.file.Declarations[len(c.file.Declarations)-1].Function = depth == 0
	default:
		c.opaque(path, at, fn)
	}
}

// opaque declares a group whose options cannot be known.
func (c *collector) opaque(path Path, at syntax.Node, fn string) {
	c.file.Declarations = append(c.file.Declarations, &Declaration{
		Path: slices.Clone(path), Span: c.file.Span(at), File: c.file, Opaque: true, Fn: fn, Class: c.class, Body: c.body, Inside: c.embedded, Apart: c.apart,
	})
}

func (c *collector) declaration(path Path, at syntax.Node, fn string, value syntax.Expr, o *Option) {
	d := &Declaration{
		Path: slices.Clone(path), Span: c.file.Span(at), File: c.file, Fn: fn, Hidden: o.hidden() || hidden(value), Value: value, Option: o, Class: c.class, Body: c.body, Inside: c.embedded, Apart: c.apart,
	}
	if c.sameDeclaration(d) {
		return
	}
	c.file.Declarations = append(c.file.Declarations, d)
}

// sameDeclaration reports whether the option stands here already: the two branches of a condition
// declare it once.
func (c *collector) sameDeclaration(d *Declaration) bool {
	if len(c.file.Declarations) == 0 {
		return false
	}
	last := c.file.Declarations[len(c.file.Declarations)-1]
	return !last.Opaque && last.Span == d.Span && slices.Equal(last.Path, d.Path)
}

func isOptionFn(fn string) bool {
	switch fn {
	case "mkOption", "mkEnableOption", "mkPackageOption", "mkPackageOptionMD":
		return true
	}
	return false
}

// hidden reports whether an option says that no module of this repository need read it.
func hidden(value syntax.Expr) bool {
	found := false
	if value == nil {
		return false
	}
	syntax.Walk(value, func(n syntax.Node) bool {
		if b, ok := n.(*syntax.AttrBinding); ok {
			switch name, _ := eval.Plain(b.Path.Names[0]); name {
			case "readOnly", "internal", "visible":
				found = true
			}
		}
		return !found
	})
	return found
}
