package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// maxAlias bounds how many aliases of aliases are followed: a cycle ends there.
const maxAlias = 16

// name is what an attribute name is known to be.
func (e *Env) name(n syntax.AttrName, s *eval.Scope) (string, bool) {
	if name, ok := eval.Plain(n); ok {
		return name, true
	}
	text, ok := e.Machine.Fresh().Name(n, s).(eval.String)
	return string(text), ok
}

// names are the known names at the start of an attribute path; whole is false where one is computed.
func (e *Env) names(path *syntax.AttrPath, s *eval.Scope) (names []string, whole bool) {
	for _, n := range path.Names {
		name, ok := e.name(n, s)
		if !ok {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

// IsConfigRoot knows the arguments through which modules see a configuration.
func IsConfigRoot(name string) bool {
	switch name {
	case "config", "osConfig", "nixosConfig", "darwinConfig", "options":
		return true
	}
	return false
}

// configPath follows an expression to a path of the configuration: config.a.b, an alias of it, an
// alias of an alias. whole is false if it goes on with a computed name.
func (e *Env) configPath(x syntax.Expr, s *eval.Scope, depth int) (path Path, whole, ok bool) {
	if depth > maxAlias {
		return nil, false, false
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return e.configIdent(x, s, depth)
	case *syntax.Select:
		names, allNames := e.names(x.Path, s)
		base, whole, ok := e.configPath(x.X, s, depth+1)
		if ok {
			if !whole {
				return base, false, true
			}
			return base.Join(names...), allNames, true
		}
		return e.throughConfig(names, allNames)
	case *syntax.Apply:
		return e.pathCall(x, s, depth)
	}
	return nil, false, false
}

// pathCall reads getAttrFromPath [ "a" "b" ] config.
func (e *Env) pathCall(x *syntax.Apply, s *eval.Scope, depth int) (Path, bool, bool) {
	args := arguments(x)
	if callee(x) != "getAttrFromPath" || len(args) != 2 {
		return nil, false, false
	}
	names, ok := stringList(args[0])
	if !ok {
		return nil, false, false
	}
	base, whole, ok := e.configPath(args[1], s, depth+1)
	if !ok || !whole {
		return base, false, ok
	}
	return base.Join(names...), true, true
}

func (e *Env) configIdent(x *syntax.Ident, s *eval.Scope, depth int) (Path, bool, bool) {
	b, bound := s.Lookup(x.Name)
	switch {
	case bound && b.Expr != nil:
		return e.configPath(b.Expr, b.Scope, depth+1)
	case bound && b.From != nil:
		base, whole, ok := e.configPath(b.From.Expr, b.From.Scope, depth+1)
		if ok && whole {
			return base.Join(x.Name), true, true
		}
		return base, whole, ok
	}
	return Path{}, true, IsConfigRoot(x.Name) && (!bound || b.Param && !b.Scope.Own)
}

// throughConfig reads x.y.config.ns.a: a configuration that something else holds.
func (e *Env) throughConfig(names []string, whole bool) (Path, bool, bool) {
	for i, name := range names {
		if name == "config" && e.InNamespace(append(Path(names[i+1:]), "")) {
			return Path(names[i+1:]), whole, true
		}
	}
	return nil, false, false
}

// afterComputed is what stands behind options.${computed} at the start of a declaration's path;
// nil if nothing is known to stand there.
func (c *collector) afterComputed(at syntax.Node, s *eval.Scope) Path {
	path, ok := at.(*syntax.AttrPath)
	if !ok {
		return nil
	}
	for i, n := range path.Names {
		if _, known := c.name(n, s); !known {
			names, _ := c.names(&syntax.AttrPath{Names: path.Names[i+1:]}, s)
			if len(names) > 0 {
				return names
			}
			return nil
		}
	}
	return nil
}
