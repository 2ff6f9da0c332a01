package analyzer

import (
	"strings"

	"mxmcheck/analyzer/syntax"
)

// scope is what names mean at a place: let and rec bindings, function arguments, with.
type scope struct {
	parent *scope
	names  map[string]binding
	with   syntax.Expr // with EXPR;
}

// binding is what a name is bound to. value is nil for a function's argument.
type binding struct {
	value syntax.Expr
	from  syntax.Expr // inherit (from) name
	scope *scope
}

func (s *scope) lookup(name string) (binding, bool) {
	for ; s != nil; s = s.parent {
		if b, ok := s.names[name]; ok {
			return b, true
		}
	}
	return binding{}, false
}

// bind opens a scope for the bindings of a let or a recursive set.
func (s *scope) bind(bindings []syntax.Binding) *scope {
	inner := &scope{parent: s, names: map[string]binding{}}
	for _, b := range bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			if name, ok := plainName(b.Path.Names[0]); ok && len(b.Path.Names) == 1 {
				inner.names[name] = binding{value: b.Value, scope: inner}
			} else if ok {
				inner.names[name] = binding{scope: inner}
			}
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, ok := plainName(n); ok && b.From != nil {
					inner.names[name] = binding{from: b.From, scope: inner}
				}
			}
		}
	}
	return inner
}

func (s *scope) lambda(l *syntax.Lambda) *scope {
	inner := &scope{parent: s, names: map[string]binding{}}
	if l.Arg != nil {
		inner.names[l.Arg.Name] = binding{scope: inner}
	}
	if l.Formals != nil {
		for _, f := range l.Formals.List {
			inner.names[f.Name.Name] = binding{scope: inner}
		}
	}
	return inner
}

func plainName(n syntax.AttrName) (string, bool) {
	switch n := n.(type) {
	case *syntax.Ident:
		return n.Name, n.Name != ""
	case *syntax.Str:
		return literal(n.Parts)
	}
	return "", false
}

func literal(parts []syntax.StrPart) (string, bool) {
	var b strings.Builder
	for _, part := range parts {
		text, ok := part.(*syntax.Text)
		if !ok {
			return "", false
		}
		b.WriteString(text.Value)
	}
	return b.String(), true
}

// maxAlias bounds how many aliases of aliases are followed: a cycle ends there.
const maxAlias = 16

// text is the string that an expression is known to be.
func (l *loader) text(x syntax.Expr, s *scope, depth int) (string, bool) {
	if depth > maxAlias {
		return "", false
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Str:
		var b strings.Builder
		for _, part := range x.Parts {
			switch part := part.(type) {
			case *syntax.Text:
				b.WriteString(part.Value)
			case *syntax.Interp:
				text, ok := l.text(part.X, s, depth+1)
				if !ok {
					return "", false
				}
				b.WriteString(text)
			}
		}
		return b.String(), true
	case *syntax.Ident:
		if b, ok := s.lookup(x.Name); ok {
			if b.value != nil {
				return l.text(b.value, b.scope, depth+1)
			}
		}
		text, ok := l.repo.constants[x.Name]
		return text, ok
	}
	return "", false
}

// name is what an attribute name is known to be.
func (l *loader) name(n syntax.AttrName, s *scope) (string, bool) {
	if i, ok := n.(*syntax.Interp); ok {
		return l.text(i.X, s, 0)
	}
	if str, ok := n.(*syntax.Str); ok {
		return l.text(str, s, 0)
	}
	return plainName(n)
}

// names are the known names at the start of an attribute path; whole is false where one is computed.
func (l *loader) names(path *syntax.AttrPath, s *scope) (names []string, whole bool) {
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
func (l *loader) configPath(x syntax.Expr, s *scope, depth int) (path Path, whole, ok bool) {
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
	}
	return nil, false, false
}

func (l *loader) configIdent(x *syntax.Ident, s *scope, depth int) (Path, bool, bool) {
	b, bound := s.lookup(x.Name)
	switch {
	case bound && b.value != nil:
		if syntax.Unparen(b.value) == syntax.Expr(x) {
			return nil, false, false
		}
		return l.configPath(b.value, b.scope, depth+1)
	case bound && b.from != nil:
		base, whole, ok := l.configPath(b.from, b.scope.parent, depth+1)
		if ok && whole {
			return base.join(x.Name), true, true
		}
		return base, whole, ok
	}
	return Path{}, true, isConfigRoot(x.Name)
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
func (c *collector) afterComputed(at syntax.Node, s *scope) Path {
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
