package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// heldModule reads a module that a value of an option holds, such as den.aspects.x.nixos = { config,
// … }: { options … }: a function of a configuration that ends in a module's keys, or a set that
// declares options. The definition itself is one of the option that holds it.
func (c *collector) heldModule(path Path, x syntax.Expr, s *eval.Scope) {
	if len(path) < 2 {
		return
	}
	if list, ok := syntax.Unparen(x).(*syntax.List); ok && path[len(path)-1] == "imports" {
		for _, e := range list.Elems {
			c.held(path[:len(path)-1], e, s)
		}
		return
	}
	c.held(path, x, s)
}

func (c *collector) held(path Path, x syntax.Expr, s *eval.Scope) {
	if holdsByName(path) {
		return
	}
	fn, isFunction := syntax.Unparen(x).(*syntax.Lambda)
	m, ok := c.moduleIn(x, s)
	if !ok || !c.declaresOptions(m.set, m.scope) && !(isFunction && hasFormal(fn, "config", "lib", "pkgs") && HasModuleKeys(m.set)) {
		return
	}
	inner := *c
	inner.taken, inner.embedded, inner.apart = ofDen(path), true, c.apart || isInterface(path)
	for i := len(path) - 1; i >= 0 && inner.class == c.class; i-- {
		if class := classOfModules(classNames(path[i])); class != 0 {
			inner.class = class
		}
	}
	inner.moduleSet(m, guards{})
}

// isInterface reports whether a module is the interface of a role of a service of clan, whose options its functions get as settings.
func isInterface(path Path) bool {
	return len(path) == 3 && path[0] == "roles" && path[2] == "interface"
}

// holdsByName reports whether what stands at a path is no module but modules by their names, whatever those
// are: flake.aspects = { options.generic = …; disk.nixos = …; }.
func holdsByName(path Path) bool {
	switch last := path[len(path)-1]; {
	case last == "aspects":
		return true
	case path[0] == "den":
		return last == "provides" || last == "_"
	case path[0] != "flake":
		return false
	case len(path) == 2:
		return last == "modules" || ClassOfOutput(last) != 0
	}
	return len(path) == 3 && path[1] == "modules"
}

// ofDen reports whether a set is one of den's own, such as den.schema.host: den takes its keys out
// before it makes a module of what is left. What stands below the name of a class is a module.
func ofDen(path Path) bool {
	return path[0] == "den" && classOfModules(classNames(path[len(path)-1])) == 0
}

// classNames gives the name of a class that a name of it in dendritic repositories stands for.
func classNames(name string) string {
	if name == "homeManager" || name == "home" || name == "hm" {
		return "homeManager"
	}
	return name
}

// declaresOptions reports whether a set has options that are made as options are: the name alone is
// that of many settings, such as the options of a file system.
func (c *collector) declaresOptions(set *syntax.AttrSet, s *eval.Scope) bool {
	return slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			return isOptions(b.Path.Names[0]) && makesOption(b.Value)
		case *syntax.Inherit:
			return slices.ContainsFunc(b.Names, isOptions) && !(b.From == nil && argument(s, "options")) && c.inheritsOptions(set, b, s)
		}
		return false
	})
}

// inheritsOptions reports whether options that a set inherits are such as modules have: made as options are, or,
// where that cannot be seen, beside nothing but other keys of modules.
func (c *collector) inheritsOptions(set *syntax.AttrSet, in *syntax.Inherit, s *eval.Scope) bool {
	if x, _, ok := c.inheritedFrom(in, "options", s); ok && makesOption(x) {
		return true
	}
	return !slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		return slices.ContainsFunc(syntax.BoundNames(b), func(n syntax.AttrName) bool { name, _ := eval.Plain(n); return !IsModuleKey(name) })
	})
}

func makesOption(x syntax.Expr) bool {
	made := false
	syntax.Walk(x, func(n syntax.Node) bool {
		call, ok := n.(*syntax.Apply)
		made = made || ok && isOptionFn(callee(call))
		return !made
	})
	return made
}
