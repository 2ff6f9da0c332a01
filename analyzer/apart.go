package analyzer

import "mxmcheck/analyzer/diag"

// noteApart finds the modules that only submodules, and evaluations of the repository's own, take:
// their options are of no host, and who reads them is not known.
func (l *loader) noteApart() {
	l.repo.apart = map[string]bool{}
	var todo []string
	for _, f := range l.repo.Files {
		todo = append(todo, f.Apart...)
	}
	for ; len(todo) > 0; todo = todo[1:] {
		f := l.repo.byName[todo[0]]
		if f == nil || l.repo.apart[f.Name] || f.Classes != 0 {
			continue
		}
		l.repo.apart[f.Name] = true
		for _, i := range f.Imports {
			if !i.Call {
				todo = append(todo, i.Target)
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
