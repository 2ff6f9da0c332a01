package link

import (
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// Seated reports whether the set that a file is, if it is one, is the module of some configuration: of
// a file that is a set of modules, only what it holds is.
func (l *Flake) Seated(f *facts.File) bool {
	set := syntax.InnerSet(f.Root)
	if set == nil || l.Classes[f.Name] == 0 {
		return true // no configuration is seen to reach it: who says that it is a module knows why
	}
	for _, h := range l.Hosts {
		if _, ok := h.Closure.ImportedAs(set); ok {
			return true
		}
	}
	for _, r := range l.Exported {
		if _, ok := r.ImportedAs(set); ok {
			return true
		}
	}
	return false
}
