package analyzer

import (
	"slices"

	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// DeclaringFor is Declaring for what a definition sets: without the options of modules of another level or kind. One
// name may be an option of flake-parts, at the level of the file, and another option of the hosts' modules that the file holds.
func (r *Repo) DeclaringFor(d *Definition) []*Declaration {
	return slices.DeleteFunc(r.Declaring(d.Path), func(o *Declaration) bool { return !sameLevel(o, d) })
}

func sameLevel(o *Declaration, d *Definition) bool {
	of, on := ownClasses(o.Classes(), o.Class, o.Inside), ownClasses(d.Classes(), d.Class, d.Inside)
	switch {
	case o.Apart:
		return false
	case d.Inside && !o.Inside && (of == FlakeParts || of == 0 && makesFlake(o.File)):
		return false
	case o.Inside && !d.Inside && (on == FlakeParts || on == 0 && makesFlake(d.File)):
		return false
	}
	return of == 0 || on == 0 || of.Has(on)
}

// ownClasses are the kinds of configurations of a module. Of one that a file holds under no name that is known, they are
// not those of the file.
func ownClasses(classes, own Class, inside bool) Class {
	if inside {
		return own
	}
	return classes
}

// makesFlake reports whether a file is a module of flake-parts by what it sets itself.
func makesFlake(f *File) bool {
	return slices.ContainsFunc(f.Definitions, func(d *Definition) bool {
		return !d.Inside && len(d.Path) > 1 && (d.Path[0] == "flake" || d.Path[0] == "perSystem")
	})
}

// ReadAt reports whether what stands at a place of a file may read the options that may have a path: an expression
// within the modules that a module of flake-parts holds reads their options, and no other one does.
func (r *Repo) ReadAt(path Path, f *File, offset int) bool {
	return !slices.ContainsFunc(r.Declaring(path), func(d *Declaration) bool { return !readAt(d, f, offset) })
}

func readAt(d *Declaration, f *File, offset int) bool {
	ofFlake := !d.Inside && (d.Classes() == FlakeParts || d.Classes() == 0 && makesFlake(d.File))
	if f.Classes != FlakeParts && (f.Classes != 0 || !makesFlake(f)) {
		return !ofFlake || f.Classes == 0
	}
	if heldAt(syntax.InnerSet(f.Root), nil, offset) {
		return !ofFlake
	}
	return ofFlake || d.Classes() == 0
}

// heldAt reports whether a place stands in a value of an option that holds modules.
func heldAt(set *syntax.AttrSet, within Path, offset int) bool {
	if set == nil {
		return false
	}
	return slices.ContainsFunc(set.Bindings, func(binding syntax.Binding) bool {
		b, ok := binding.(*syntax.AttrBinding)
		if !ok || offset < b.Value.Pos() || b.Value.End() <= offset {
			return false
		}
		names, ok := syntax.StaticPath(b.Path)
		if ok && len(within) == 0 && names[0] == "config" {
			names = names[1:]
		}
		path := slices.Concat(within, Path(names))
		if inner, isSet := syntax.Unparen(b.Value).(*syntax.AttrSet); isSet && len(path) < 2 {
			return heldAt(inner, path, offset)
		}
		return !ok || holdsModules(path)
	})
}

// holdsModules reports whether an option of flake-parts, or of what is used with it, holds modules of hosts.
func holdsModules(path Path) bool {
	if len(path) > 1 && path[0] == "flake" {
		return slices.Contains([]string{"modules", "aspects", "clan"}, path[1]) || facts.ClassOfOutput(path[1]) != 0
	}
	return len(path) > 0 && slices.Contains([]string{"flake", "den", "configurations", "unify", "clan"}, path[0])
}
