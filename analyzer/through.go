package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// readThrough finds the options that are read in another configuration than that of the host: of a user's
// home, through an option that has the type of one, or in what a function gives. It asserts that a
// selection ends in the option's whole path, or goes on below it.
func (r *Repo) readThrough() map[string]bool {
	found, options := map[string]bool{}, map[string]bool{}
	for _, d := range r.declarations {
		options[d.Path.Name()] = true
	}
	for _, f := range r.Files {
		f.Walk(func(n syntax.Node) bool {
			if sel, ok := n.(*syntax.Select); ok {
				r.noteThrough(sel, options, found)
			}
			return true
		})
	}
	return found
}

// noteThrough notes the options that a selection names behind something else than a variable alone: what
// config, or another name of it, holds is a read of this configuration.
func (r *Repo) noteThrough(sel *syntax.Select, options, found map[string]bool) {
	names := make(Path, len(sel.Path.Names))
	for i, n := range sel.Path.Names {
		names[i], _ = syntax.StaticName(n) // "" where it is computed: of no option
	}
	first := 0
	if _, variable := syntax.Unparen(sel.X).(*syntax.Ident); variable {
		first = 1
	}
	for i := first; i < len(names); i++ {
		if !r.beginsNamespace(names[i]) || i > 0 && !options[names[i-1]] && !ofHome(names[:i]) {
			continue
		}
		for end := i + 2; end <= len(names); end++ {
			if option := names[i:end].String(); r.known.at[option] {
				found[option] = true
			}
		}
	}
}

// ofHome reports whether a path leads to the configuration of a user's home, by how it is called. A group
// of another name may have attributes that are called as options are.
func ofHome(path Path) bool {
	last := strings.ToLower(path.Name())
	return last == "hm" || strings.Contains(last, "home") || slices.Contains(path, "home-manager")
}

func (r *Repo) beginsNamespace(name string) bool {
	for _, ns := range r.roots {
		if ns[0] == name {
			return true
		}
	}
	return false
}
