package analyzer

import (
	"slices"
	"strings"
)

// EnableOf is the declaration of the enable that switches an option: the nearest one in a group
// around it, other than itself; nil if there is none, or more than one.
func (r *Repo) EnableOf(path Path) *Declaration {
	for i := len(path) - 1; i > 0; i-- {
		enable := path[:i].Join("enable")
		if !r.InNamespace(enable) {
			return nil
		}
		switch list := r.options.at[enable.String()]; {
		case len(list) == 0 || enable.Equal(path):
		case len(list) == 1:
			return list[0]
		default:
			return nil
		}
	}
	return nil
}

// Enabled are the options that are known to be true on a host, by path, and where each is set to be
// so: by a plain true that nothing outweighs, under no condition but options of the same kind. Several
// rules want them: they are computed once for each host, and are not to be changed.
func (r *Repo) Enabled(h *Host) map[string]*Definition {
	h.enabledOnce.Do(func() { h.enabled = r.enabledOn(h) })
	return h.enabled
}

// enabledOn is Enabled as far as the facts are joined.
func (r *Repo) enabledOn(h *Host) map[string]*Definition {
	on := map[string]*Definition{}
	for again := true; again; {
		again = false
		for _, s := range h.Settings {
			value, known := Attr{Expr: s.Value, File: s.File}.Bool()
			name := s.Path.String()
			if on[name] != nil || !value || !known || !s.Sure || s.Dynamic || !r.InNamespace(s.Path) || !s.Under(on) || r.outweighed(h, s) {
				continue
			}
			on[name], again = s.Definition, true
		}
	}
	return on
}

// outweighed reports whether another definition of the option may win over a setting.
func (r *Repo) outweighed(h *Host, s Setting) bool {
	return s.Priority == UnknownPriority || slices.ContainsFunc(r.AroundAs(h, s.Path, s.Class), func(d *Definition) bool {
		if d == s.Definition || d.Priority > s.Priority && d.Path.Equal(s.Path) || s.Priority == DefaultPriority && !MayForce(d, s.Path) {
			return false
		}
		value, known := Attr{Expr: d.Value, File: d.File}.Bool()
		return !value || !known
	})
}

// MayForce reports whether a definition of a group around a path, of which it is not known what it holds, may give
// the option a value that wins over a plain one. Another plain one ends the evaluation; for one that wins,
// the file must speak of the option, of a weight, or of what another file says.
func MayForce(d *Definition, path Path) bool {
	if len(d.Path) > 0 || d.Dynamic || len(path) < 2 {
		return true
	}
	for _, word := range []string{path[len(path)-2], path[0] + ".${", "Force", "Override", "import", "readDir", "fromJSON", "fromTOML", "args"} {
		if strings.Contains(d.File.Src, word) {
			return true
		}
	}
	return false
}
