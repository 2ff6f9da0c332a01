package eval

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// Look is what an evaluation looked at.
type Look struct {
	Kind LookKind
	Name string // slash path in the repository; of LookSelf the attribute
	Is   string // of LookStat: what stands there
}

// LookKind says how it looked.
type LookKind int

const (
	LookRead LookKind = iota // a file
	LookList                 // the names in a folder
	LookStat                 // what a path is
	LookSelf                 // the flake itself
)

// Observe makes the machine report what it looks at from here on, and what was looked at for the
// values that it meets, whichever machine computed them: each of those once. nil ends it.
func (m *Machine) Observe(watch func(Look)) {
	m.watch, m.replayed = watch, map[*Thunk]bool{}
}

// Saw notes a look of the thunk that is being evaluated.
func (m *Machine) Saw(look Look) {
	m.frame.looks = append(m.frame.looks, look)
	if m.watch != nil {
		m.watch(look)
	}
}

// replay reports what was looked at for a value that was computed before.
func (m *Machine) replay(t *Thunk, r *result) {
	if m.watch == nil || !r.looked || m.replayed[t] {
		return
	}
	m.replayed[t] = true
	for open := []*result{r}; len(open) > 0; {
		r := open[len(open)-1]
		open = open[:len(open)-1]
		for _, look := range r.looks {
			m.watch(look)
		}
		for _, dep := range slices.Concat(r.deps, r.loops) {
			if known := dep.done.Load(); known != nil && known.looked && !m.replayed[dep] {
				m.replayed[dep] = true
				open = append(open, known)
			}
		}
	}
}

func (m *Machine) file(name string) *syntax.File {
	m.Saw(Look{Kind: LookRead, Name: name})
	return m.World.File(name)
}

func (m *Machine) read(name string) (string, error) {
	m.Saw(Look{Kind: LookRead, Name: name})
	return m.World.Read(name)
}

func (m *Machine) names(folder string) (map[string]string, error) {
	m.Saw(Look{Kind: LookList, Name: folder})
	return m.World.ReadDir(folder)
}

func (m *Machine) kind(name string) string {
	is := m.World.Stat(name)
	m.Saw(Look{Kind: LookStat, Name: name, Is: is})
	return is
}
