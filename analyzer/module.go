package analyzer

import (
	"strings"

	"mxmcheck/analyzer/syntax"
)

// root reads a file's expression as a module: functions, let, with and assert stand around a set.
func (c *collector) root(x syntax.Expr, s *scope) {
	set, inner, ok := c.moduleBody(x, s)
	if !ok {
		return
	}
	_, plain := syntax.Unparen(x).(*syntax.AttrSet)
	if plain && !hasModuleKey(set) {
		c.file.plain = c.repo.declaresNamespaceKey(set)
		return // data: a set of anything, unless something takes it for a module
	}
	if c.file.Name == "flake.nix" || strings.HasSuffix(c.file.Name, "/flake.nix") {
		return
	}
	c.file.Module = true
	c.moduleSet(set, inner, nil)
}

// moduleBody finds the set of a module, through what may stand around it.
func (c *collector) moduleBody(x syntax.Expr, s *scope) (*syntax.AttrSet, *scope, bool) {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			s, x = s.lambda(y), y.Body
		case *syntax.Let:
			s, x = s.bind(y.Bindings), y.Body
		case *syntax.With:
			s, x = &scope{parent: s, with: y.Scope}, y.Body
		case *syntax.Assert:
			x = y.Body
		case *syntax.AttrSet:
			if y.Rec {
				s = s.bind(y.Bindings)
			}
			return y, s, true
		default:
			return nil, s, false
		}
	}
}

func hasModuleKey(set *syntax.AttrSet) bool {
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			switch name, _ := plainName(b.Path.Names[0]); name {
			case "options", "config", "imports":
				return true
			}
		}
	}
	return false
}

func (r *Repo) declaresNamespaceKey(set *syntax.AttrSet) bool {
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			var path Path
			for _, n := range b.Path.Names {
				name, _ := plainName(n)
				path = append(path, name)
			}
			if r.InNamespace(path.join("")) {
				return true
			}
		}
	}
	return false
}

// moduleSet reads the set of a module: with options or config as keys, everything else beside
// imports is out of place; without, every key is a definition.
func (c *collector) moduleSet(set *syntax.AttrSet, s *scope, conds []syntax.Expr) {
	structured := false
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			name, _ := plainName(b.Path.Names[0])
			structured = structured || name == "options" || name == "config"
		}
	}
	for _, b := range set.Bindings {
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
		case "options":
			c.declare(names[1:], whole, b.Path, b.Value, s)
		case "config":
			c.define(names[1:], whole, b.Path, b.Value, s, conds)
		case "disabledModules", "_class", "_file", "key", "meta", "freeformType", "_module":
		default:
			if !structured {
				c.define(names, whole, b.Path, b.Value, s, conds)
			}
		}
	}
}

// declare reads what stands below options.
func (c *collector) declare(path Path, whole bool, at syntax.Node, x syntax.Expr, s *scope) {
	if !whole {
		c.declaration(path, at, "", true, nil)
		c.file.Declarations[len(c.file.Declarations)-1].below = c.afterComputed(at, s)
		return
	}
	switch y := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		if y.Rec {
			s = s.bind(y.Bindings)
		}
		c.declareSet(path, y, s)
	case *syntax.Let:
		c.declare(path, true, at, y.Body, s.bind(y.Bindings))
	case *syntax.With:
		c.declare(path, true, at, y.Body, &scope{parent: s, with: y.Scope})
	case *syntax.Binary:
		if y.Op == syntax.Update {
			c.declareUpdate(path, at, y, s)
			return
		}
		c.declaration(path, at, "", true, nil)
	case *syntax.Apply:
		c.declareCall(path, at, y, s)
	case *syntax.Ident:
		if b, ok := s.lookup(y.Name); ok && b.value != nil && syntax.Unparen(b.value) != syntax.Expr(y) {
			c.declare(path, true, at, b.value, b.scope)
			return
		}
		c.declaration(path, at, "", true, nil)
	default:
		c.declaration(path, at, "", true, nil)
	}
}

func (c *collector) declareSet(path Path, set *syntax.AttrSet, s *scope) {
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, whole := c.names(b.Path, s)
			c.declare(path.join(names...), whole, b.Path, b.Value, s)
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, ok := plainName(n); ok {
					c.declaration(path.join(name), n, "", true, nil)
				}
			}
		}
	}
}

// declareUpdate reads X // { … }: an option with attributes changed, or two groups.
func (c *collector) declareUpdate(path Path, at syntax.Node, y *syntax.Binary, s *scope) {
	if call, ok := syntax.Unparen(y.X).(*syntax.Apply); ok && strings.HasPrefix(callee(call), "mk") {
		c.declaration(path, at, callee(call), !isOptionFn(callee(call)), y)
		return
	}
	c.declare(path, true, at, y.X, s)
	c.declare(path, true, at, y.Y, s)
}

func isOptionFn(fn string) bool {
	switch fn {
	case "mkOption", "mkEnableOption", "mkPackageOption", "mkPackageOptionMD", "mkSinkUndeclaredOptions":
		return true
	}
	return false
}

// declareCall reads a constructor's call. A helper that is not one of lib's may make a group: what
// is below its path cannot be known.
func (c *collector) declareCall(path Path, at syntax.Node, call *syntax.Apply, s *scope) {
	fn := callee(call)
	if fn == "mkIf" || fn == "mkMerge" {
		c.declaration(path, at, fn, true, nil)
		return
	}
	c.declaration(path, at, fn, !isOptionFn(fn), call)
}

func (c *collector) declaration(path Path, at syntax.Node, fn string, opaque bool, value syntax.Expr) {
	c.file.Declarations = append(c.file.Declarations, &Declaration{
		Path: path, Span: c.file.Span(at), File: c.file, Opaque: opaque, Fn: fn, Hidden: hidden(value),
	})
}

// hidden reports whether an option says that no module of this repository need read it.
func hidden(value syntax.Expr) bool {
	found := false
	if value == nil {
		return false
	}
	syntax.Walk(value, func(n syntax.Node) bool {
		if b, ok := n.(*syntax.AttrBinding); ok {
			switch name, _ := plainName(b.Path.Names[0]); name {
			case "readOnly", "internal", "apply", "visible":
				found = true
			}
		}
		return !found
	})
	return found
}

// define reads what stands below config, down to the values, through the properties of the module
// system and the conditions they carry.
func (c *collector) define(path Path, whole bool, at syntax.Node, x syntax.Expr, s *scope, conds []syntax.Expr) {
	if !whole {
		c.definition(path, true, at, x, s, conds)
		return
	}
	if c.submodule(path, x, s, conds) {
		c.definition(path, false, at, x, s, conds)
		return
	}
	switch y := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		if y.Rec {
			s = s.bind(y.Bindings)
		}
		c.defineSet(path, at, y, s, conds)
	case *syntax.Let:
		c.define(path, true, at, y.Body, s.bind(y.Bindings), conds)
	case *syntax.With:
		c.define(path, true, at, y.Body, &scope{parent: s, with: y.Scope}, conds)
	case *syntax.Assert:
		c.define(path, true, at, y.Body, s, append(conds[:len(conds):len(conds)], y.Cond))
	case *syntax.If:
		conds = append(conds[:len(conds):len(conds)], y.Cond)
		c.define(path, true, at, y.Then, s, conds)
		c.define(path, true, at, y.Else, s, conds)
	case *syntax.Binary:
		if y.Op == syntax.Update {
			c.define(path, true, at, y.X, s, conds)
			c.define(path, true, at, y.Y, s, conds)
			return
		}
		c.definition(path, false, at, x, s, conds)
	case *syntax.Apply:
		c.defineCall(path, at, y, s, conds)
	case *syntax.Ident:
		if b, ok := s.lookup(y.Name); ok && b.value != nil && structural(b.value) {
			c.define(path, true, at, b.value, b.scope, conds)
			return
		}
		c.definition(path, false, at, x, s, conds)
	default:
		c.definition(path, false, at, x, s, conds)
	}
}

// structural reports whether a let-bound value is worth following as part of a module.
func structural(x syntax.Expr) bool {
	call, ok := syntax.Unparen(x).(*syntax.Apply)
	return ok && (callee(call) == "mkIf" || callee(call) == "mkMerge")
}

func (c *collector) defineSet(path Path, at syntax.Node, set *syntax.AttrSet, s *scope, conds []syntax.Expr) {
	if len(set.Bindings) == 0 && len(path) > 0 {
		c.definition(path, false, at, set, s, conds)
	}
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, whole := c.names(b.Path, s)
			c.define(path.join(names...), whole, b.Path, b.Value, s, conds)
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, ok := plainName(n); ok {
					c.definition(path.join(name), false, n, &syntax.Bad{}, s, conds)
				}
			}
		}
	}
}

func (c *collector) defineCall(path Path, at syntax.Node, call *syntax.Apply, s *scope, conds []syntax.Expr) {
	args := arguments(call)
	fn := callee(call)
	switch {
	case (fn == "mkIf" || fn == "optionalAttrs") && len(args) == 2:
		c.define(path, true, at, args[1], s, append(conds[:len(conds):len(conds)], args[0]))
	case fn == "mkMerge" && len(args) == 1:
		if list, ok := syntax.Unparen(args[0]).(*syntax.List); ok {
			for _, e := range list.Elems {
				c.define(path, true, elementPlace(at, e), e, s, conds)
			}
			return
		}
		c.definition(path, false, at, call, s, conds)
	case (fn == "mkOverride" || fn == "mkOrder") && len(args) == 2:
		c.define(path, true, at, args[1], s, conds)
	case len(args) == 1:
		if _, property := propertyArity(fn); property {
			c.define(path, true, at, args[0], s, conds)
			return
		}
		c.definition(path, false, at, call, s, conds)
	default:
		c.definition(path, false, at, call, s, conds)
	}
}

// elementPlace is where an element of mkMerge is pointed at: itself, as the path is the same for all.
func elementPlace(at, e syntax.Node) syntax.Node {
	if _, isSet := e.(*syntax.AttrSet); isSet {
		return at
	}
	return e
}

func (c *collector) definition(path Path, dynamic bool, at syntax.Node, value syntax.Expr, s *scope, conds []syntax.Expr) {
	d := &Definition{Path: path, Span: c.file.Span(at), File: c.file, Dynamic: dynamic, Conds: conds, Value: value}
	for _, cond := range conds {
		d.gates = append(d.gates, c.configReads(cond, s)...)
	}
	d.uses = c.configReads(value, s)
	c.file.Definitions = append(c.file.Definitions, d)
}

// configReads are the configuration paths that an expression reads, through let bindings too.
func (c *collector) configReads(x syntax.Expr, s *scope) []Path {
	var paths []Path
	var visit func(syntax.Node, int)
	visit = func(n syntax.Node, depth int) {
		syntax.Walk(n, func(n syntax.Node) bool {
			e, ok := n.(syntax.Expr)
			if !ok {
				return true
			}
			if path, _, ok := c.configPath(e, s, 0); ok && len(path) > 0 {
				paths = append(paths, path)
				return false
			}
			if id, ok := n.(*syntax.Ident); ok && depth < 4 {
				if b, bound := s.lookup(id.Name); bound && b.value != nil {
					visit(b.value, depth+1)
				} else if bound && b.from != nil {
					visit(b.from, depth+1)
				} else if !bound && c.underWith(s) {
					for at := s; at != nil; at = at.parent {
						if at.with != nil {
							visit(at.with, depth+1)
						}
					}
				}
			}
			return true
		})
	}
	visit(x, 0)
	return paths
}

// submodule reads definitions that open a module of their own: a home-manager user, a
// specialisation, a container. What guards the definition guards all of them.
func (c *collector) submodule(path Path, x syntax.Expr, s *scope, conds []syntax.Expr) bool {
	is := len(path) == 3 && path[0] == "home-manager" && path[1] == "users" ||
		len(path) == 3 && path[0] == "specialisation" && path[2] == "configuration" ||
		len(path) == 3 && path[0] == "containers" && path[2] == "config" ||
		len(path) == 2 && path[0] == "virtualisation" && strings.HasPrefix(path[1], "vmVariant")
	if !is {
		return false
	}
	if args := arguments(x); callee(x) == "mkIf" && len(args) == 2 {
		x, conds = args[1], append(conds[:len(conds):len(conds)], args[0])
	}
	if set, inner, ok := c.moduleBody(x, s); ok {
		c.moduleSet(set, inner, conds)
		return true
	}
	c.importElement(x, s)
	return true
}
