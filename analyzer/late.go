package analyzer

import (
	"slices"

	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// Late reports whether an argument that the imports of a module need is surely known only after them: config always, and
// pkgs wherever it is no special argument.
func (r *Repo) Late(f *File, use ImportsExpr) bool {
	if use.Arg == "config" {
		return true
	}
	if ofOtherClass(f) {
		return false
	}
	evaluated, late := r.lateOnHosts(f, use.Arg)
	for _, apart := range r.special[f.Name] {
		evaluated = true
		late = late || !apart.Open && !slices.Contains(apart.Special, use.Arg)
	}
	return late || !evaluated
}

// lateOnHosts says whether hosts take a file's function as a module, and whether one of them surely has no such special argument.
func (r *Repo) lateOnHosts(f *File, arg string) (taken, late bool) {
	for _, h := range r.Hosts {
		classes, takes := h.Closure.Functions[f.Name]
		if !takes {
			continue
		}
		taken = true
		for _, class := range classes.Each() {
			names, known := h.Args, h.ArgsKnown
			if class != h.Class {
				names, known = h.Closure.HomeArgs()
			}
			late = late || known && !slices.Contains(names, arg)
		}
	}
	return taken, late
}

// ofOtherClass reports whether a module says that it is of a class that no kind of hosts has: nobody here knows what
// evaluates it.
func ofOtherClass(f *File) bool {
	class, said := SaidClass(f.Body())
	return said && class != "flake" && !slices.ContainsFunc(host.Kinds(), func(k host.Kind) bool { return k.Class == class })
}

// SaidClass is the class that a module says it is of; set is its body, or nil.
func SaidClass(set *syntax.AttrSet) (class string, said bool) {
	if set == nil {
		return "", false
	}
	for _, b := range set.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok || len(attr.Path.Names) > 1 {
			continue
		}
		if name, _ := syntax.StaticName(attr.Path.Names[0]); name == "_class" {
			return syntax.StaticText(attr.Value)
		}
	}
	return "", false
}
