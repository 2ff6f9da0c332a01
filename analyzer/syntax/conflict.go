package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"mxmcheck/analyzer/diag"
)

// conflict matches what git leaves of versions that it could not merge.
var conflict = regexp.MustCompile(`(?ms)^<<<<<<<(?: [^\n]*)?\n.*?^>>>>>>>(?: [^\n]*)?$`)

// ofConflicts are the errors of a file. Of one that holds both versions of something it is one error for each
// conflict in which the parser met any, and no other: both versions together open and close what they like.
func ofConflicts(f *File) []diag.Diagnostic {
	if !strings.Contains(f.Src, "\n>>>>>>>") {
		return f.Errors
	}
	var found []diag.Diagnostic
	for _, at := range conflict.FindAllStringIndex(f.Src, -1) {
		for _, e := range f.Errors {
			if e.Span.Start.Offset >= at[0] && e.Span.Start.Offset < at[1] {
				e.Message = fmt.Sprintf("a conflict of git that nobody resolved, up to line %d; keep one of the versions", f.Position(at[1]).Line)
				found = append(found, e)
				break
			}
		}
	}
	if found == nil || found[0].Span.Start != f.Errors[0].Span.Start {
		return f.Errors // something before it is wrong, too
	}
	return found
}
