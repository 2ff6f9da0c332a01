package analyzer

import "slices"

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
	if kind, ok := class.Kind(); ok {
		names = append(names, kind.Args...)
		if kind.Guest && h.Class != class {
			names = append(names, kind.GuestArgs...)
			names, known = append(names, h.Reach.homeArgs...), known && !h.Reach.homeArgsOpen
		}
	}
	slices.Sort(names)
	return slices.Compact(names), known
}
