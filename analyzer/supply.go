package analyzer

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// moduleArgs notes _module.args: what a module hands to all others as arguments.
func (c *collector) moduleArgs(path Path, whole bool, x syntax.Expr, s *eval.Scope) {
	switch {
	case len(path) == 0 && whole:
		c.argSets(c.machine.Fresh().Eval(x, s), true)
	case len(path) > 0 && path[0] == "args":
		c.suppliedBelow(path[1:], whole, x, s)
	}
}

func (c *collector) suppliedBelow(path Path, whole bool, x syntax.Expr, s *eval.Scope) {
	switch {
	case len(path) > 0:
		c.repo.supplied[path[0]] = true
	case whole:
		c.argSets(c.machine.Fresh().Eval(x, s), false)
	default:
		c.repo.supplies = true
	}
}

// argSets reads the value of _module, or of _module.args.
func (c *collector) argSets(v eval.Value, outer bool) {
	sets := c.contents(v)
	c.repo.supplies = c.repo.supplies || len(sets) == 0
	for _, set := range sets {
		if t, ok := set.Attrs["args"]; ok && outer {
			c.argSets(c.machine.Fresh().Force(t), false)
		}
		if outer {
			continue
		}
		for name := range set.Attrs {
			c.repo.supplied[name] = true
		}
		c.repo.supplies = c.repo.supplies || !set.Whole()
	}
}

// Arguments are the names that modules of a class may take on a host, sorted; known is false where
// there may be others. What inputs' modules hand to all is not counted.
func (r *Repo) Arguments(h *Host, class Class) (names []string, known bool) {
	names = append(names, "config", "options", "lib", "pkgs", "specialArgs", "modulesPath", "extendModules", "moduleType", "_class", "_prefix", "class", "name")
	known = !r.supplies && !r.unread && h.Class != 0 && h.Reach.WholeFor(h.Class)
	for name := range r.supplied {
		names = append(names, name)
	}
	if class == h.Class {
		names, known = append(names, h.Args...), known && h.ArgsKnown
	}
	switch {
	case class == NixOS:
		names = append(names, "utils", "baseModules", "extraModules", "modules", "noUserModules", "regularModules")
	case class == Darwin:
		names = append(names, "baseModules", "modules", "darwinConfig")
	case class == Home:
		names = append(names, "baseModules", "pkgsPath", "check", "useNixpkgsModule")
	}
	if class == Home && h.Class != Home {
		names = append(names, "osConfig", "nixosConfig", "darwinConfig", "osClass")
		names, known = append(names, h.Reach.homeArgs...), known && !h.Reach.homeArgsOpen
	}
	slices.Sort(names)
	return slices.Compact(names), known
}
