package analyzer

import (
	"maps"
	"slices"
	"sync"

	"mxmcheck/analyzer/link"
)

// Host is a host of the flake, and what its modules define.
type Host struct {
	*link.Host
	Settings []Setting       // what its modules define, by file and place
	own      map[string]bool // its own files that declare no option
	alone    map[string]bool // files that it alone reaches

	enabledOnce sync.Once
	enabled     map[string]*Definition
}

// Setting is a definition as one configuration has it.
type Setting struct {
	*Definition
	Class Class // of the module, in this configuration
	Sure  bool  // its module is known to be imported
}

// Own reports whether the setting stands in a file that belongs to its host alone.
func (h *Host) Own(s Setting) bool { return h.own[s.File.Name] }

// Alone reports whether no other host reaches a file of the host.
func (h *Host) Alone(file string) bool { return h.alone[file] }

// Declares reports whether the host may import the module of a declaration, as one of a class.
func (h *Host) Declares(d *Declaration, class Class) bool {
	if as, imported := h.Closure.ImportedAs(d.Body); imported && (as.Class == 0 || as.Class.Has(class)) {
		return true // a module that a function makes may be imported as one of another class elsewhere
	}
	reached, ok := h.Closure.Files[d.File.Name]
	return ok && (d.Class == 0 && reached == 0 || d.Class.Has(class) || d.Class == 0 && reached.Has(class))
}

// settle gathers each host's settings, and the files that are each host's own: those that no other
// host reaches and that declare no option.
func (l *loader) settle() {
	users := map[string]int{}
	for _, h := range l.repo.Hosts {
		for name := range h.Closure.Files {
			users[name]++
		}
	}
	for _, h := range l.repo.Hosts {
		h.own, h.alone = map[string]bool{}, map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(h.Closure.Files)) {
			f := l.repo.byName[name]
			h.alone[name] = users[name] == 1
			h.own[name] = h.alone[name] && len(l.repo.Own(f)) == 0
			for _, d := range f.Definitions {
				if as, ok := h.Closure.ImportedAs(d.Body); ok {
					class := as.Class
					if d.Class != 0 && !d.Class.Has(class) {
						class = d.Class
					}
					h.Settings = append(h.Settings, Setting{d, class, as.Sure})
				}
			}
		}
	}
}

// Defines reports whether a module that the host may import gives the option a value, or some value
// that may hold one for it.
func (r *Repo) Defines(h *Host, path Path) bool {
	return slices.ContainsFunc(r.Around(h, path), func(*Definition) bool { return true })
}

// Around are the definitions, in any file that the host may import, of the option, of something
// below it, or of a group around it that is not written out.
func (r *Repo) Around(h *Host, path Path) []*Definition {
	var around []*Definition
	for _, name := range slices.Sorted(maps.Keys(h.Closure.Files)) {
		for _, d := range r.byName[name].Definitions {
			if d.Path.HasPrefix(path) || path.HasPrefix(d.Path) && d.Open() {
				around = append(around, d)
			}
		}
	}
	return around
}

// AroundAs is Around for an option of configurations of a class: what is defined for others alone, such as a
// user's home, says nothing of it.
func (r *Repo) AroundAs(h *Host, path Path, class Class) []*Definition {
	return slices.DeleteFunc(r.Around(h, path), func(d *Definition) bool {
		return d.Classes() != 0 && !d.Classes().Has(class)
	})
}

// Reached are the files that some host or exported module may import.
func (r *Repo) Reached() map[string]bool {
	reached := map[string]bool{}
	for _, h := range r.Hosts {
		for name := range h.Closure.Files {
			reached[name] = true
		}
	}
	for _, e := range r.Exported {
		for name := range e.Files {
			reached[name] = true
		}
	}
	return reached
}
