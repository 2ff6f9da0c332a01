package analyzer

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/link"
)

// Lack is a name that is surely missing; see the room link.
type Lack = link.Lack

// Lacks are the names that are surely missing where the files of the flake want them, by place; none where trees alone were
// read.
func (r *Repo) Lacks() []Lack {
	if r.lacks == nil {
		return nil
	}
	return r.lacks()
}

func (l *loader) readLacks() []Lack {
	return l.flake.Lacks(func(n int, f func(m *eval.Machine, i int)) { l.each(n, f) })
}
