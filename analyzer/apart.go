package analyzer

import (
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// noteApart finds the modules that only submodules, and evaluations of the repository's own, take:
// their options are of no host, and who reads them is not known.
func (l *loader) noteApart() {
	l.repo.apart = map[string]bool{}
	l.repo.special = map[string][]facts.Apart{}
	var todo []facts.Apart
	for _, f := range l.repo.Files {
		todo = append(todo, f.Apart...)
	}
	for ; len(todo) > 0; todo = todo[1:] {
		f, by := l.repo.byName[todo[0].Target], todo[0]
		if f == nil || slices.ContainsFunc(l.repo.special[f.Name], func(a facts.Apart) bool { return a.Open == by.Open && slices.Equal(a.Special, by.Special) }) {
			continue
		}
		l.repo.special[f.Name] = append(l.repo.special[f.Name], by)
		l.repo.apart[f.Name] = l.repo.apart[f.Name] || f.Classes == 0
		for _, i := range f.Imports {
			if !i.Call {
				by.Target = i.Target
				todo = append(todo, by)
			}
		}
	}
}

// declaredApart notes the options of a module that is evaluated by itself: they exist, and no more
// is said of them.
func (l *loader) declaredApart(f *File) {
	noted := false
	for _, d := range f.Declarations {
		if l.mayDeclare(d); !noted && l.repo.InNamespace(d.Path) {
			noted = true
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: d.Span, Message: "the module is evaluated by itself: which of its options are used is not known"})
		}
	}
}

// moves says which options files take out of what they import, to give them other names.
type moves struct {
	below    map[string][]facts.Path // what is taken, by its first name
	imported map[string]bool         // files that stand in some imports list
	hosts    []*Host
	taken    map[*syntax.AttrSet]bool // modules that hosts import
}

func (l *loader) moves() *moves {
	m := &moves{below: map[string][]facts.Path{}, imported: l.imported(), hosts: l.repo.Hosts, taken: map[*syntax.AttrSet]bool{}}
	for _, f := range l.repo.Files {
		for _, p := range f.Moved {
			m.below[p[0]] = append(m.below[p[0]], p)
		}
	}
	return m
}

// moves reports whether an option gets another name: it stands below what is taken, or may hold that, and
// no host imports its module, where it has its own name.
func (m *moves) moves(d *Declaration) bool {
	if len(d.Path) < 2 || m.imported[d.File.Name] {
		return false
	}
	below := slices.ContainsFunc(m.below[d.Path[0]], func(p facts.Path) bool {
		return d.Path.HasPrefix(p) || d.Opaque && p.HasPrefix(d.Path)
	})
	return below && !m.ofHost(d.Body)
}

// ofHost reports whether a host imports a module.
func (m *moves) ofHost(body *syntax.AttrSet) bool {
	taken, known := m.taken[body]
	if !known {
		taken = slices.ContainsFunc(m.hosts, func(h *Host) bool {
			_, is := h.Closure.ImportedAs(body)
			return is
		})
		m.taken[body] = taken
	}
	return taken
}

// declaredMoved notes an option of a file that no module imports, below a name that something takes out
// of such a file's options: the option gets another name, which is not known, and is read by that.
func (l *loader) declaredMoved(d *Declaration) {
	l.mayDeclare(d)
	l.repo.anywhere = append(l.repo.anywhere, d.Path[1:])
	at := slices.IndexFunc(l.repo.Unknowns, func(u diag.Unknown) bool { return u.Span.File == d.File.Name && u.Message == movedOptions })
	if at < 0 {
		l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: d.Span, Message: movedOptions})
	}
}

const movedOptions = "options here are taken out by name, and get another name: which of them are used is not known"
