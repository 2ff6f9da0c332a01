package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// insert is an edit that puts text at a byte offset.
func insert(f *analyzer.File, at int, text string) diag.Edit {
	return diag.Edit{Span: f.Range(at, at), Text: text}
}

// hasComment reports whether a comment stands in a stretch of a file: a fix that takes it away would
// lose the comment.
func hasComment(f *analyzer.File, start, end int) bool {
	return slices.ContainsFunc(f.Comments, func(c syntax.Comment) bool { return c.Pos() < end && start < c.End() })
}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_'-]*$`)

// isPlainName reports whether an attribute name needs no quotes.
func isPlainName(name string) bool { return plainName.MatchString(name) }

// plainPath splits a dotted path as it is written; ok is false if it has anything but plain names.
func plainPath(text string) (names []string, ok bool) {
	names = strings.Split(text, ".")
	return names, !slices.ContainsFunc(names, func(name string) bool { return !isPlainName(name) })
}

// rename edits those names of a written path that differ between two option paths. The last names
// of the written path are those of the first one. It gives nil where the difference is not all
// there, or is none of single names.
func rename(f *analyzer.File, span diag.Span, from, to analyzer.Path) []diag.Edit {
	written, ok := plainPath(f.Src[span.Start.Offset:span.End.Offset])
	if !ok || len(from) != len(to) {
		return nil
	}
	var edits []diag.Edit
	end := span.End.Offset
	last := len(from) - 1
	for ; last >= 0 && len(written) > 0 && written[len(written)-1] == from[last]; last-- {
		name := written[len(written)-1]
		if name != to[last] && isPlainName(to[last]) {
			edits = append(edits, diag.Edit{Span: f.Range(end-len(name), end), Text: to[last]})
		}
		end -= len(name) + len(".")
		written = written[:len(written)-1]
	}
	if !slices.Equal(from[:last+1], to[:last+1]) {
		return nil
	}
	return edits
}

// enclosing are the nodes around the one that answers true, outermost first, itself last; nil if
// none does.
func enclosing(root syntax.Node, is func(syntax.Node) bool) []syntax.Node {
	var found []syntax.Node
	var visit func(n syntax.Node, above []syntax.Node)
	visit = func(n syntax.Node, above []syntax.Node) {
		above = append(above, n)
		if found == nil && is(n) {
			found = slices.Clone(above)
		}
		if found == nil {
			syntax.EachChild(n, func(child syntax.Node) { visit(child, above) })
		}
	}
	visit(root, nil)
	return found
}

// rootFormals are the formals of a file that is a function of a set; nil if it is none.
func rootFormals(f *analyzer.File) *syntax.Formals {
	if l, ok := f.Root.(*syntax.Lambda); ok {
		return l.Formals
	}
	return nil
}

func hasFormal(formals *syntax.Formals, name string) bool {
	return formals != nil && slices.ContainsFunc(formals.List, func(f *syntax.Formal) bool { return f.Name.Name == name })
}
