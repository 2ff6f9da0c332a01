package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// bound reports a variable that is nearly one which the file binds around it, and like no name of the withs around it: mkopt,
// where a let binds mkOpt.
func (c *nameCheck) bound(id *syntax.Ident, sets []string, s *syntax.Scopes) bool {
	if len(id.Name) < 4 || len(sets) == 0 || c.foreign || c.extended && c.foundElsewhere(id.Name) {
		return false
	}
	if slices.ContainsFunc(sets, func(set string) bool { _, like := near(id.Name, c.names.Of(set)); return like }) {
		return false
	}
	for _, name := range boundNames(c.file) {
		if _, here := s.Lookup(name); here && name != id.Name && oneSlip(id.Name, name) {
			c.pass.Report(diag.Diagnostic{Span: c.file.Span(id), Message: fmt.Sprintf("%q is bound nowhere around here, and no with has it; did you mean %q?", id.Name, name)})
			return true
		}
	}
	return false
}
