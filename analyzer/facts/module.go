package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// moduleSet reads the set of a module: with options or config as keys, everything else beside
// imports is out of place; without, every key is a definition.
func (c *collector) moduleSet(m module, g guards) {
	set, s := m.set, m.scope
	if c.file.begin(set) {
		return
	}
	outer, outerArgs := c.body, c.args
	c.body, c.args = set, m.args
	defer func() { c.body, c.args = outer, outerArgs }()
	structured := false
	for _, b := range set.Bindings {
		for _, n := range syntax.BoundNames(b) {
			name, _ := eval.Plain(n)
			_, in := b.(*syntax.Inherit)
			structured = structured || !ofFile(b) && (name == "options" || name == "config" && !(in && argument(s, name)))
		}
	}
	for _, b := range set.Bindings {
		if in, ok := b.(*syntax.Inherit); ok {
			c.inheritedKeys(in, s, g)
		}
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		names, whole := c.names(b.Path, s)
		if len(names) == 0 {
			continue
		}
		switch names[0] {
		case "imports":
			c.imports(b.Value, s)
			c.file.ImportLists = append(c.file.ImportLists, b.Value)
		case "options":
			c.declare(names[1:], whole, b.Path, b.Value, s)
		case "config":
			c.define(names[1:], whole, b.Path, b.Value, s, g)
		case "_module":
			c.moduleArgs(names[1:], whole, b.Value, s)
		case "disabledModules":
			c.disabled(b.Value, s)
		case "_class", "_file", "key", "meta", "freeformType":
		default:
			if !structured {
				c.define(names, whole, b.Path, b.Value, s, g)
				continue
			}
			if c.taken {
				continue
			}
			c.file.Misplaced = append(c.file.Misplaced, Misplaced{Name: names[0], Span: c.file.Span(b.Path.Names[0]), Beside: beside(set), Body: set})
		}
	}
}

// ofFile reports whether an attribute is the path of a file, which the options and the config of a module never are: the
// set holds files then, by their names.
func ofFile(b syntax.Binding) bool {
	attr, ok := b.(*syntax.AttrBinding)
	if !ok || len(attr.Path.Names) != 1 {
		return false
	}
	_, is := syntax.Unparen(attr.Value).(*syntax.Path)
	return is
}

// argument reports whether a name is an argument of a function, or not bound at all.
func argument(s *eval.Scope, name string) bool {
	_, at, bound := s.Find(name)
	return !bound || at.Lambda != nil
}

// inheritedKeys reads the keys of a module that it has from a let around it, or from a set:
// inherit options config; inherit (parts) options.
func (c *collector) inheritedKeys(in *syntax.Inherit, s *eval.Scope, g guards) {
	for _, n := range in.Names {
		name, _ := eval.Plain(n)
		if name != "options" && name != "config" && name != "imports" {
			continue
		}
		if in.From == nil && argument(s, name) {
			continue // the module's own argument is handed on
		}
		x, inner, ok := c.inheritedFrom(in, name, s)
		switch {
		case name == "options" && !ok:
			c.declareValue(nil, n, c.inheritedValue(in, name, s), nil, 0)
		case name == "options":
			c.declare(nil, true, n, x, inner)
		case name == "config" && ok:
			c.define(nil, true, n, x, inner, g)
		case name == "imports" && ok:
			c.imports(x, inner)
		case name == "imports":
			c.addImport(in.From, "", Dynamic, false)
		}
	}
}

// inheritedFrom is where an inherited name is bound: by a let around it, or by a set that a name
// stands for.
func (c *collector) inheritedFrom(in *syntax.Inherit, name string, s *eval.Scope) (syntax.Expr, *eval.Scope, bool) {
	if in.From == nil {
		b, bound := s.Lookup(name)
		if !bound {
			return nil, nil, false
		}
		return written(b)
	}
	x, s, ok := c.written(in.From, s)
	set, isSet := x.(*syntax.AttrSet)
	if !ok || !isSet {
		return nil, nil, false
	}
	inner := c.let(set, set.Bindings, s)
	b, bound := inner.Lookup(name)
	if !bound {
		return nil, nil, false
	}
	x, scope, ok := written(b)
	if !set.Rec && scope == inner {
		scope = s
	}
	return x, scope, ok
}

// written is the expression that a name stands for, and the scope of it, through further names.
func (c *collector) written(x syntax.Expr, s *eval.Scope) (syntax.Expr, *eval.Scope, bool) {
	for range maxAlias {
		id, ok := syntax.Unparen(x).(*syntax.Ident)
		if !ok {
			return syntax.Unparen(x), s, true
		}
		b, bound := s.Lookup(id.Name)
		if !bound {
			return nil, nil, false
		}
		if x, s, ok = written(b); !ok {
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// written is what a name is bound to, as it is spelled: at once, or by parts.
func written(b *eval.Thunk) (syntax.Expr, *eval.Scope, bool) {
	switch {
	case b.Expr != nil:
		return b.Expr, b.Scope, true
	case b.Parts != nil:
		return b.Parts, b.Scope, true
	}
	return nil, nil, false
}

// beside names the key that makes a module one with options or config.
func beside(set *syntax.AttrSet) string {
	for _, b := range set.Bindings {
		for _, n := range syntax.BoundNames(b) {
			if name, _ := eval.Plain(n); name == "config" || name == "options" {
				return name
			}
		}
	}
	return ""
}

// define reads what stands below config, down to the values, through the properties of the module
// system and the conditions they carry. Paths on the way share their memory: who keeps one copies it.
func (c *collector) define(path Path, whole bool, at syntax.Node, x syntax.Expr, s *eval.Scope, g guards) {
	if c.flakeModule(path, whole, x, s) {
		return
	}
	if !whole {
		c.definition(path, true, at, x, s, g)
		return
	}
	if c.submodule(path, x, s, g) {
		c.definition(path, false, at, x, s, g)
		return
	}
	c.heldModule(path, x, s)
	switch y := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		if y.Rec {
			s = c.let(y, y.Bindings, s)
		}
		c.defineSet(path, at, y, s, g)
	case *syntax.Let:
		c.define(path, true, at, y.Body, c.let(y, y.Bindings, s), g)
	case *syntax.With:
		c.define(path, true, at, y.Body, c.with(y, s), g)
	case *syntax.Assert:
		c.define(path, true, at, y.Body, s, c.under(g, y.Cond, s))
	case *syntax.If:
		g = c.under(g, y.Cond, s)
		g.optional = true
		c.define(path, true, at, y.Then, s, g)
		c.define(path, true, at, y.Else, s, g)
	case *syntax.Binary:
		if y.Op == syntax.Update {
			c.define(path, true, at, y.X, s, g)
			c.define(path, true, at, y.Y, s, g)
			return
		}
		c.definition(path, false, at, x, s, g)
	case *syntax.Apply:
		c.defineCall(path, at, y, s, g)
	case *syntax.Ident:
		if b, ok := s.Lookup(y.Name); ok && b.Expr != nil && structural(b.Expr) {
			if leave, ok := c.trail.Step(b.Expr); ok {
				c.define(path, true, at, b.Expr, b.Scope, g)
				leave()
				return
			}
		}
		c.definition(path, false, at, x, s, g)
	default:
		c.definition(path, false, at, x, s, g)
	}
}

func (c *collector) defineSet(path Path, at syntax.Node, set *syntax.AttrSet, s *eval.Scope, g guards) {
	if len(set.Bindings) == 0 && len(path) > 0 {
		c.definition(path, false, at, set, s, g)
	}
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, whole := c.names(b.Path, s)
			c.define(append(path, names...), whole, b.Path, b.Value, s, g)
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, ok := eval.Plain(n); ok {
					c.definition(append(path, name), false, n, inheritedExpr(b, name), s, g)
				}
			}
		}
	}
}

// inheritedExpr is what an inherited name stands for, written out.
func inheritedExpr(in *syntax.Inherit, name string) syntax.Expr {
	id := &syntax.Ident{Name: name}
	if in.From == nil {
		return id
	}
	return &syntax.Select{X: in.From, Path: &syntax.AttrPath{Names: []syntax.AttrName{id}}}
}

func (c *collector) defineCall(path Path, at syntax.Node, call *syntax.Apply, s *eval.Scope, g guards) {
	args := arguments(call)
	fn := callee(call)
	switch {
	case (fn == "mkIf" || fn == "optionalAttrs") && len(args) == 2:
		g.optional = g.optional || fn == "optionalAttrs"
		c.define(path, true, at, args[1], s, c.under(g, args[0], s))
	case fn == "mkMerge" && len(args) == 1:
		if list, ok := syntax.Unparen(args[0]).(*syntax.List); ok {
			for _, e := range list.Elems {
				c.define(path, true, elementPlace(at, e), e, s, g)
			}
			return
		}
		c.definition(path, false, at, call, s, g)
	case (fn == "mkOverride" || fn == "mkOrder") && len(args) == 2:
		if fn == "mkOverride" {
			g.priority = overridePriority(args[0])
		}
		c.define(path, true, at, args[1], s, g)
	case len(args) == 1:
		if _, property := propertyArity(fn); property {
			if p, ok := priorityOf(fn); ok {
				g.priority = p
			}
			c.define(path, true, at, args[0], s, g)
			return
		}
		c.definition(path, false, at, call, s, g)
	default:
		c.definition(path, false, at, call, s, g)
	}
}

// elementPlace is where an element of mkMerge is pointed at: itself, as the path is the same for all.
func elementPlace(at, e syntax.Node) syntax.Node {
	if _, isSet := e.(*syntax.AttrSet); isSet {
		return at
	}
	return e
}

func (c *collector) definition(path Path, dynamic bool, at syntax.Node, value syntax.Expr, s *eval.Scope, g guards) {
	d := &Definition{Path: slices.Clone(path), Span: c.file.Span(at), File: c.file, Dynamic: dynamic, Class: c.class, Conds: g.conds, Optional: g.optional, Priority: g.weight(), gates: g.gates, Value: value, Body: c.body, Inside: c.embedded, Scope: c.generalScope(s), Within: c.within}
	for _, cond := range g.conds {
		d.Tested = d.Tested || g.optional && c.found(c.proven(cond, s, true, 0), path)
	}
	d.uses = c.configReads(value, s)
	if len(path) > 1 && path[0] == "_module" {
		c.moduleArgs(path[1:], !dynamic, value, s)
	}
	c.file.Definitions = append(c.file.Definitions, d)
}

// generalScope is the scope of a definition that stands in all hosts alike; nil where the module's
// arguments are those of one host.
func (c *collector) generalScope(s *eval.Scope) *eval.Scope {
	if c.oneHost {
		return nil
	}
	return s
}

// flakeModule reads a module that a part of the flake defines: flake.nixosModules.NAME, or
// flake.modules.CLASS.NAME.
func (c *collector) flakeModule(path Path, whole bool, x syntax.Expr, s *eval.Scope) bool {
	if !whole {
		path = path.Join("") // a computed name
	}
	if len(path) < 3 || path[0] != "flake" || c.class != 0 {
		return false
	}
	class, names := ClassOfOutput(path[1]), 3
	switch {
	case path[1] == "modules":
		class, names = classOfModules(path[2]), 4
	case path[1] == "clan" && path[2] == "machines":
		class, names = NixOS|Darwin, 4
	}
	if len(path) != names || class == 0 && path[1] != "modules" || strings.HasSuffix(path[1], "Configurations") {
		return false
	}
	m, ok := c.moduleIn(x, s)
	if !ok {
		return false
	}
	inner := *c
	inner.class, inner.embedded = class, true
	inner.moduleSet(m, guards{})
	return true
}

// submodule reads definitions that open a module of their own: a home-manager user, a
// specialisation, a container. What guards the definition guards all of them.
func (c *collector) submodule(path Path, x syntax.Expr, s *eval.Scope, g guards) bool {
	is := len(path) == 3 && path[0] == "home-manager" && path[1] == "users" ||
		len(path) == 3 && path[0] == "specialisation" && path[2] == "configuration" ||
		len(path) == 3 && path[0] == "containers" && path[2] == "config" ||
		len(path) == 2 && path[0] == "virtualisation" && strings.HasPrefix(path[1], "vmVariant")
	if !is {
		return false
	}
	switch args := arguments(x); {
	case callee(x) == "mkIf" && len(args) == 2:
		return c.submodule(path, args[1], s, c.under(g, args[0], s))
	case callee(x) == "mkMerge" && len(args) == 1:
		if list, ok := syntax.Unparen(args[0]).(*syntax.List); ok {
			for _, e := range list.Elems {
				c.submodule(path, e, s, g)
			}
			return true
		}
	}
	outer := *c
	defer func() { c.class, c.within = outer.class, outer.within }()
	c.within = slices.Concat(outer.within, path)
	if path[0] == "home-manager" {
		c.class = Home
	}
	if m, ok := c.moduleIn(x, s); ok {
		c.moduleSet(m, g)
		return true
	}
	c.importElement(c.Machine.Fresh().Eval(x, s), x)
	return true
}
