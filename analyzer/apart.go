package analyzer

import (
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/facts"
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

// moved are the names that files take out of options of what they import, to give them others.
func (l *loader) moved() map[string]bool {
	names := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, name := range f.Moved {
			names[name] = true
		}
	}
	return names
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
