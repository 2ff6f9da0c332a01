package analyzer

import "slices"

// Arguments are the names that modules of a class may take on a host, sorted; known is false where
// there may be others. What inputs' modules hand to all is not counted.
func (r *Repo) Arguments(h *Host, class Class) (names []string, known bool) {
	names, known = r.SpecialArguments(h, class)
	for name := range r.supplied {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names), known && !r.supplies && !r.unread && h.Closure.WholeFor(h.Class)
}

// SpecialArguments are the names that the imports of modules of a class may need on a host: special
// arguments. Those that _module.args adds come too late.
func (r *Repo) SpecialArguments(h *Host, class Class) (names []string, known bool) {
	names = append(names, "config", "options", "lib", "specialArgs", "modulesPath", "extendModules", "moduleType", "_class", "_prefix", "class", "name", "pkgs")
	known = h.Class != 0
	if class == h.Class {
		names, known = append(names, h.Args...), known && h.ArgsKnown
	}
	if kind, ok := class.Kind(); ok {
		names = append(names, kind.Args...)
		if kind.Guest && h.Class != class {
			names = append(names, kind.GuestArgs...)
			own, all := h.Closure.HomeArgs()
			names, known = append(names, own...), known && all
		}
	}
	slices.Sort(names)
	return slices.Compact(names), known
}

// PartsArguments are the modules of flake-parts that take its arguments, sorted, and the names that
// their imports may need; none where these are not known.
func (r *Repo) PartsArguments() (heads, names []string) {
	if r.parts == nil || !r.partsKnown {
		return nil, nil
	}
	for name := range r.parts.Functions {
		if r.parts.Has(name) {
			heads = append(heads, name)
		}
	}
	slices.Sort(heads)
	return heads, append(slices.Clone(r.partsArgs), "flake-parts-lib", "moduleLocation", "specialArgs", "_class", "_prefix", "pkgs", "extendModules", "modulesPath")
}

// PartsSupplied are the modules of flake-parts that take arguments, the names that these may be, and the inputs whose modules
// are beside them, which may supply others; none where these are not known.
func (r *Repo) PartsSupplied() (heads, names, inputs []string) {
	heads, names = r.PartsArguments()
	if len(heads) == 0 || r.supplies || r.unread || !r.parts.Whole() {
		return nil, nil, nil
	}
	names = append(names, "self", "inputs", "getSystem", "withSystem", "moduleWithSystem")
	for name := range r.supplied {
		names = append(names, name)
	}
	return heads, names, r.parts.Inputs()
}

// Supplied reports whether some module hands an argument to all, by _module.args.
func (r *Repo) Supplied(name string) bool { return r.supplied[name] }
