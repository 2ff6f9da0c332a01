package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// packagePath follows an expression to a path below pkgs.
func (c *collector) packagePath(x syntax.Expr, s *eval.Scope, depth int) (Path, bool) {
	if depth > maxAlias {
		return nil, false
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		if b, bound := s.Lookup(x.Name); bound && b.Expr != nil {
			return c.packagePath(b.Expr, b.Scope, depth+1)
		}
		if x.Name == "pkgs" || x.Name == "prev" || x.Name == "super" {
			return Path{}, true
		}
		return c.underPackages(x, s, depth+1)
	case *syntax.Apply:
		return Path{}, callee(x) == "import" && len(arguments(x)) == 2 // as in import nixpkgs { … }
	case *syntax.Select:
		if rest, legacy := afterLegacyPackages(x); legacy {
			return rest, true
		}
		base, ok := c.packagePath(x.X, s, depth+1)
		names, whole := c.names(x.Path, s)
		return base.Join(names...), ok && whole
	}
	return nil, false
}

// afterLegacyPackages is what a.legacyPackages.SYSTEM is selected for, if all of it is written out.
func afterLegacyPackages(x *syntax.Select) (Path, bool) {
	for i, name := range x.Path.Names {
		if !isNamed(name, "legacyPackages") || i+1 >= len(x.Path.Names) {
			continue
		}
		path := Path{}
		for _, one := range x.Path.Names[i+2:] {
			text, plain := eval.Plain(one)
			if !plain {
				return nil, false
			}
			path = append(path, text)
		}
		return path, true
	}
	return nil, false
}

func (c *collector) addPackage(path Path) {
	if len(path) > 0 {
		c.file.Packages = append(c.file.Packages, path)
	}
}

func (c *collector) selectPackages(n *syntax.Select, s *eval.Scope) {
	if path, ok := c.packagePath(n, s, 0); ok {
		c.addPackage(path)
		return
	}
	c.computedPackage(n.X, n.Path, s)
}

// inheritPackages reads inherit (pkgs) a b.
func (c *collector) inheritPackages(in *syntax.Inherit, s *eval.Scope) {
	base, ok := c.packagePath(in.From, s, 0)
	if !ok {
		return
	}
	for _, n := range in.Names {
		if name, plain := eval.Plain(n); plain {
			c.addPackage(base.Join(name))
		}
	}
}

// packageName takes a free name under "with pkgs;" for a package.
func (c *collector) packageName(id *syntax.Ident, s *eval.Scope) {
	if path, ok := c.underPackages(id, s, 0); ok {
		c.addPackage(path)
	}
}

// underPackages is what a free name means under the nearest "with" of packages: that of hello in "with pkgs; hello", and of
// gnome in "with pkgs; gnome.nautilus".
func (c *collector) underPackages(id *syntax.Ident, s *eval.Scope, depth int) (Path, bool) {
	if _, bound := s.Lookup(id.Name); bound || isGlobal(id.Name) || depth > maxAlias {
		return nil, false
	}
	for ; s != nil; s = s.Parent {
		if s.With == nil {
			continue
		}
		if base, ok := c.packagePath(s.With.Expr, s.With.Scope, depth+1); ok {
			return base.Join(id.Name), true
		}
	}
	return nil, false
}

// packageOption reads mkPackageOption pkgs "a" { default = [ "b" "c" ]; }, which selects pkgs.b.c.
func (c *collector) packageOption(n *syntax.Apply, s *eval.Scope) {
	if fn := callee(n); fn != "mkPackageOption" && fn != "mkPackageOptionMD" {
		return
	}
	args := arguments(n)
	if len(args) != 3 {
		return
	}
	base, ok := c.packagePath(args[0], s, 0)
	if !ok {
		return
	}
	name := args[1]
	if set, written := syntax.Unparen(args[2]).(*syntax.AttrSet); written {
		for _, b := range set.Bindings {
			if attr, plain := b.(*syntax.AttrBinding); plain && len(attr.Path.Names) == 1 && isNamed(attr.Path.Names[0], "default") {
				name = attr.Value
			}
		}
	}
	if path, list := stringList(name); list {
		c.addPackage(base.Join(path...))
	} else if str, single := syntax.Unparen(name).(*syntax.Str); single {
		if text, plain := eval.Literal(str.Parts); plain {
			c.addPackage(base.Join(text))
		}
	}
}

func isNamed(n syntax.AttrName, name string) bool {
	text, plain := eval.Plain(n)
	return plain && text == name
}

// isGlobal knows the names that Nix defines everywhere.
func isGlobal(name string) bool {
	switch name {
	case "true", "false", "null", "builtins", "import", "map", "toString", "throw", "abort", "baseNameOf", "dirOf",
		"removeAttrs", "isNull", "fetchTarball", "fetchGit", "fetchTree", "derivation", "placeholder", "scopedImport", "break":
		return true
	}
	return false
}
