package analyzer

import (
	"slices"

	"mxmcheck/analyzer/diag"
)

const computedImports = "imports are computed here"

// openImports tells of the imports that could not be followed from hosts and exported modules, each
// once, and not where the file's own imports tell of it.
func (l *loader) openImports() {
	told := map[string][]diag.Span{}
	for _, u := range l.repo.Unknowns {
		told[u.Span.File] = append(told[u.Span.File], u.Span)
	}
	reaches := slices.Clone(l.repo.Exported)
	for _, h := range l.repo.Hosts {
		reaches = append(reaches, h.Closure)
	}
	for _, reach := range reaches {
		for _, u := range reach.Unknowns {
			if slices.ContainsFunc(told[u.Span.File], u.Span.Meets) {
				continue
			}
			told[u.Span.File] = append(told[u.Span.File], u.Span)
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: u.Span, Message: computedImports + ": " + u.Message, Imports: true})
		}
	}
}
