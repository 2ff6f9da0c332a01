package analyzer

import (
	"slices"

	"mxmcheck/analyzer/diag"
)

const computedImports = "imports are computed here"

// MayBeEncrypted reports whether the options of a file's configuration may be declared in an encrypted file: there are such files, and
// not all imports of a host that takes the file as a module are known.
func (r *Repo) MayBeEncrypted(file string) bool {
	if !r.encrypted {
		return false
	}
	taken := false
	for _, h := range r.Hosts {
		if _, takes := h.Closure.Files[file]; takes {
			taken = true
			if !h.Closure.Whole() {
				return true
			}
		}
	}
	return !taken
}

// openImports reports the imports that could not be followed from hosts and exported modules, each
// once, and not where the file's own imports tell of it.
func (l *loader) openImports() {
	reported := map[string][]diag.Span{}
	for _, u := range l.repo.Unknowns {
		reported[u.Span.File] = append(reported[u.Span.File], u.Span)
	}
	reaches := slices.Clone(l.repo.Exported)
	for _, h := range l.repo.Hosts {
		reaches = append(reaches, h.Closure)
	}
	for _, reach := range reaches {
		for _, u := range reach.Unknowns {
			if slices.ContainsFunc(reported[u.Span.File], u.Span.Meets) {
				continue
			}
			reported[u.Span.File] = append(reported[u.Span.File], u.Span)
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: u.Span, Message: computedImports + ": " + u.Message, Imports: true})
		}
	}
}
