package analyzer

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// maxAlias bounds how many aliases of aliases are followed: a cycle ends there.
const maxAlias = 16

// name is what an attribute name is known to be.
func (l *loader) name(n syntax.AttrName, s *eval.Scope) (string, bool) {
	if name, ok := eval.Plain(n); ok {
		return name, true
	}
	text, ok := l.machine.Fresh().Name(n, s).(eval.String)
	return string(text), ok
}

// names are the known names at the start of an attribute path; whole is false where one is computed.
func (l *loader) names(path *syntax.AttrPath, s *eval.Scope) (names []string, whole bool) {
	for _, n := range path.Names {
		name, ok := l.name(n, s)
		if !ok {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

// isConfigRoot knows the arguments through which modules see a configuration.
func isConfigRoot(name string) bool {
	switch name {
	case "config", "osConfig", "nixosConfig", "darwinConfig", "options":
		return true
	}
	return false
}

// configPath follows an expression to a path of the configuration: config.a.b, an alias of it, an
// alias of an alias. whole is false if it goes on with a computed name.
func (l *loader) configPath(x syntax.Expr, s *eval.Scope, depth int) (path Path, whole, ok bool) {
	if depth > maxAlias {
		return nil, false, false
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return l.configIdent(x, s, depth)
	case *syntax.Select:
		names, allNames := l.names(x.Path, s)
		base, whole, ok := l.configPath(x.X, s, depth+1)
		if ok {
			if !whole {
				return base, false, true
			}
			return base.join(names...), allNames, true
		}
		return l.throughConfig(names, allNames)
	case *syntax.Apply:
		return l.pathCall(x, s, depth)
	}
	return nil, false, false
}

// pathCall reads getAttrFromPath [ "a" "b" ] config.
func (l *loader) pathCall(x *syntax.Apply, s *eval.Scope, depth int) (Path, bool, bool) {
	args := arguments(x)
	if callee(x) != "getAttrFromPath" || len(args) != 2 {
		return nil, false, false
	}
	names, ok := stringList(args[0])
	if !ok {
		return nil, false, false
	}
	base, whole, ok := l.configPath(args[1], s, depth+1)
	if !ok || !whole {
		return base, false, ok
	}
	return base.join(names...), true, true
}

func (l *loader) configIdent(x *syntax.Ident, s *eval.Scope, depth int) (Path, bool, bool) {
	b, bound := s.Lookup(x.Name)
	switch {
	case bound && b.Expr != nil:
		return l.configPath(b.Expr, b.Scope, depth+1)
	case bound && b.From != nil:
		base, whole, ok := l.configPath(b.From.Expr, b.From.Scope, depth+1)
		if ok && whole {
			return base.join(x.Name), true, true
		}
		return base, whole, ok
	}
	return Path{}, true, isConfigRoot(x.Name) && (!bound || b.Param && !b.Scope.Own)
}

// throughConfig reads x.y.config.ns.a: a configuration that something else holds.
func (l *loader) throughConfig(names []string, whole bool) (Path, bool, bool) {
	for i, name := range names {
		if name == "config" && l.repo.InNamespace(append(Path(names[i+1:]), "")) {
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
