package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/host"
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
	names = make([]string, 0, len(path.Names))
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
		base, whole, ok := e.configPath(x.X, s, depth+1)
		if !ok {
			if path, whole, ok := e.handedIn(x, s); ok {
				return path, whole, true
			}
			return e.throughConfig(x, s)
		}
		if !whole {
			return base, false, true
		}
		names := e.spelled(x.Path, s)
		if rest, whole, ok := e.guest(base, names); ok {
			return rest, whole, true
		}
		names, allNames := known(names)
		return base.Join(names...), allNames, true
	case *syntax.Apply:
		return e.pathCall(x, s, depth)
	}
	return nil, false, false
}

// pathCall reads getAttrFromPath [ "a" "b" ] config.
func (e *Env) pathCall(x *syntax.Apply, s *eval.Scope, depth int) (Path, bool, bool) {
	if callee(x) != "getAttrFromPath" {
		return nil, false, false
	}
	args := arguments(x)
	if len(args) != 2 {
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
	b, at, bound := s.Find(x.Name)
	switch {
	case bound && b.Expr != nil:
		return e.configPath(b.Expr, b.Scope, depth+1)
	case bound && b.From != nil:
		base, whole, ok := e.configPath(b.From.Expr, b.From.Scope, depth+1)
		if ok && whole {
			return base.Join(x.Name), true, true
		}
		if !ok && x.Name == "config" {
			return Path{}, true, !ofPackages(b.From.Expr)
		}
		return base, whole, ok
	case bound:
		if path, ok := e.handedIdent(x, at); ok {
			return path, true, true
		}
	}
	return Path{}, true, IsConfigRoot(x.Name) && (!bound || at.Lambda != nil && !e.ofSubmodule(at))
}

// ofSubmodule reports whether a scope binds the arguments of a submodule: its config is not the
// configuration.
func (e *Env) ofSubmodule(s *eval.Scope) bool {
	f := e.File(s.File.Name)
	return s.Lambda != nil && f != nil && f.submodules[s.Lambda]
}

// spelled are the names of an attribute path, "" where one is computed.
func (e *Env) spelled(path *syntax.AttrPath, s *eval.Scope) []string {
	names := make([]string, len(path.Names))
	for i, n := range path.Names {
		names[i], _ = e.name(n, s)
	}
	return names
}

// known is the part of a path before the first name that is computed.
func known(names []string) (path Path, whole bool) {
	if i := slices.Index(names, ""); i >= 0 {
		return names[:i], false
	}
	return names, true
}

// throughConfig reads x.y.config.ns.a: a configuration that something else holds, such as that of
// another host. x.config alone is the root of one.
func (e *Env) throughConfig(x *syntax.Select, s *eval.Scope) (Path, bool, bool) {
	if !slices.ContainsFunc(x.Path.Names, maybeConfig) {
		return nil, false, false
	}
	if id, ok := syntax.Unparen(x.X).(*syntax.Ident); ok {
		if of, ok := s.Argument(id.Name); ok && e.ofSubmodule(of) {
			return nil, false, false // args.config of a submodule's args
		}
	}
	names := e.spelled(x.Path, s)
	for i, name := range names {
		if name != "config" || i > maxAlias {
			continue
		}
		if i+1 == len(names) {
			return Path{}, true, i > 0 && ofHost(names[:i]) || !ofPackages(x.X)
		}
		if rest, whole, ok := e.guest(nil, names[i+1:]); ok {
			return rest, whole, true
		}
		if rest, whole := known(names[i+1:]); e.InNamespace(rest.Join("")) {
			return rest, whole, true
		}
	}
	return nil, false, false
}

// maybeConfig reports whether an attribute name is config, or computed.
func maybeConfig(n syntax.AttrName) bool {
	name, plain := eval.Plain(n)
	return !plain || name == "config"
}

// ofHost reports whether names lead to a host of the flake, as in self.nixosConfigurations.h.
func ofHost(names []string) bool {
	return slices.ContainsFunc(host.Kinds(), func(k host.Kind) bool { return slices.Contains(names, k.Output) })
}

// ofPackages knows what has a config that is no configuration of a host.
func ofPackages(x syntax.Expr) bool {
	name := syntax.Dotted(x)
	switch name[strings.LastIndex(name, ".")+1:] {
	case "pkgs", "nixpkgs", "lib", "prev", "final", "super", "self":
		return true
	}
	return false
}

// guest reads a path that leads from one configuration into another that it holds: a user's home, a
// specialisation, a container. rest is the path in that one, if it is of a namespace or its root.
func (e *Env) guest(base Path, names []string) (rest Path, whole, ok bool) {
	const n = 3
	if len(base)+len(names) < n || len(base) > maxAlias {
		return nil, false, false
	}
	first := names[0]
	if len(base) > 0 {
		first = base[0]
	}
	if first != "home-manager" && first != "specialisation" && first != "containers" {
		return nil, false, false
	}
	all := base.Join(names...)
	switch {
	case all[0] == "home-manager" && all[1] == "users":
	case all[0] == "specialisation" && all[2] == "configuration":
	case all[0] == "containers" && all[2] == "config":
	default:
		return nil, false, false
	}
	rest, whole = known(all[n:])
	return rest, whole, len(all) == n || e.InNamespace(rest.Join(""))
}

// afterComputed is what follows options.${computed} at the start of a declaration's path;
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
