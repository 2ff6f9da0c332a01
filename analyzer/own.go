package analyzer

import (
	"slices"
	"strings"

	known "mxmcheck/analyzer/upstream"
)

// ownOptions are options outside of the namespaces that this repository declares, as services.acme.enable
// is, or monitors.
type ownOptions struct {
	groups  map[string]Class // around an enable that is declared here alone: nobody else declares one there
	single  []string         // options of one name
	classes map[string]Class // of those
	perhaps pathIndex        // outside of the namespaces: what may be declared
}

// noteOwn finds the options outside of the namespaces of which it is known which modules declare them.
func (l *loader) noteOwn() {
	own := ownOptions{groups: map[string]Class{}, classes: map[string]Class{}, perhaps: newPathIndex()}
	for _, f := range l.repo.Files {
		for _, d := range f.Elsewhere {
			if len(d.Path) > 0 { // else nothing is known of it
				own.perhaps.add(d.Path)
			}
		}
		if l.repo.apart[f.Name] {
			continue
		}
		for _, d := range f.Declarations {
			if len(d.Path) == 0 || d.Classes() == 0 || !given(d) || l.repo.InNamespace(d.Path) {
				continue
			}
			switch name := d.Path[:len(d.Path)-1].String(); {
			case len(d.Path) == 1 && !known.Roots()[d.Path[0]]:
				if own.classes[d.Path[0]] == 0 {
					own.single = append(own.single, d.Path[0])
				}
				own.classes[d.Path[0]] |= d.Classes()
			case len(d.Path) > 2 && d.Path.Name() == "enable":
				own.groups[name] |= d.Classes()
			}
		}
	}
	slices.Sort(own.single)
	l.repo.own = own
}

// given reports whether a declaration says what the module system lets one declaration of an option say: then
// no module of nixpkgs or of an input declares the same option, as the hosts would not evaluate.
func given(d *Declaration) bool {
	return !d.Opaque && d.Option != nil && (d.Option.Default.Given() || d.Option.Description.Given())
}

// Alone reports whether no module but those of the repository declares the option of a declaration.
func (r *Repo) Alone(d *Declaration) bool {
	if r.InNamespace(d.Path) || given(d) {
		return true
	}
	_, _, ok := r.OwnGroup(d.Path)
	return ok
}

// OwnGroup is the innermost group around a path, outside of the namespaces, in which the repository declares
// the enable, and the kinds of configurations that have it.
func (r *Repo) OwnGroup(path Path) (group Path, class Class, ok bool) {
	if len(r.own.groups) == 0 {
		return nil, 0, false
	}
	name := path.String()
	for n := len(path) - 1; n > 1; n-- {
		name = name[:len(name)-1-len(path[n])]
		if class, ok := r.own.groups[name]; ok {
			return path[:n], class, true
		}
	}
	return nil, 0, false
}

// OwnNames are the options of one name that the repository declares outside of the namespaces, for
// configurations of a class.
func (r *Repo) OwnNames(class Class) (names []string) {
	for _, name := range r.own.single {
		if r.own.classes[name].Has(class) {
			names = append(names, name)
		}
	}
	return names
}

// OwnPaths are the distinct paths that the repository declares below a group.
func (r *Repo) OwnPaths(group Path) (paths []Path) {
	seen := map[string]bool{}
	for _, d := range r.options.below[group.String()] {
		if name := d.Path.String(); !seen[name] && !d.Opaque {
			seen[name] = true
			paths = append(paths, d.Path)
		}
	}
	return paths
}

// MayExist reports whether a path outside of the namespaces is declared in the repository, or may be where
// that cannot be seen.
func (r *Repo) MayExist(path Path) bool {
	if r.unread || len(r.Declaring(path)) > 0 || r.own.perhaps.above(path) || r.own.perhaps.below(path) {
		return true
	}
	return strings.HasPrefix(path[0], "_") || slices.ContainsFunc(r.anywhere, func(group Path) bool { return len(path) > 1 && path[1:].HasPrefix(group) })
}

// NamedAfterInput reports whether a name is that of an input, or a part of it.
func (r *Repo) NamedAfterInput(name string) bool {
	inputs, _ := r.Inputs()
	return slices.ContainsFunc(inputs, func(in *Input) bool {
		return strings.Contains(strings.ToLower(in.Name), strings.ToLower(name))
	})
}
