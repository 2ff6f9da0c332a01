package analyzer

import (
	"fmt"
	"path"

	"mxmcheck/analyzer/diag"
)

// locked notes the files that are no modules: those that import is called with, and those that are
// encrypted. One that is imported as a module may declare and read
// anything; one that only import or readFile reaches is data.
func (l *loader) locked() {
	imported := l.imported()
	var encrypted []*File
	for _, f := range l.repo.Files {
		if l.env.Called[f.Name] && !imported[f.Name] {
			f.Shapes, f.ImportsExprs = nil, nil // what a function gives back need be no module
		}
		if !f.Encrypted {
			continue
		}
		encrypted = append(encrypted, f)
		if imported[f.Name] || l.isHostFile(f) {
			l.repo.unread = true
		}
	}
	l.repo.encrypted = len(encrypted) > 0
	if len(encrypted) > 0 {
		message := "the file is encrypted: what it holds is not known"
		if more := len(encrypted) - 1; more > 0 {
			message = fmt.Sprintf("the file is encrypted, as %d others are: what they hold is not known", more)
		}
		l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: encrypted[0].Range(0, 0), Message: message})
	}
}

func (l *loader) isHostFile(f *File) bool {
	return path.Base(f.Name) == "default.nix" && l.flake.IsHost(path.Dir(f.Name))
}
