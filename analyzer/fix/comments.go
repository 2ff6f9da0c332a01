package fix

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// losesComment says why an edit must not be made: a comment that stands in the text it replaces
// is not in the text it brings. An edit of a comment may remove that one, and nothing beside it.
func losesComment(f *syntax.File, e diag.Edit) string {
	start, end := e.Span.Start.Offset, e.Span.End.Offset
	rest, brought := f.Src[start:end], e.Text
	for _, c := range commentsIn(f, start, end) {
		if e.Comment {
			rest = f.Src[start:max(start, c.Pos())] + f.Src[min(end, c.End()):end]
			continue
		}
		_, after, found := strings.Cut(brought, c.Text)
		if !found || c.Pos() < start || c.End() > end {
			return "that would lose a comment"
		}
		brought = after
	}
	if e.Comment && strings.TrimSpace(rest) != "" {
		return "that would lose more than a comment"
	}
	return ""
}

// commentsIn are the comments that the text between two offsets has a part in.
func commentsIn(f *syntax.File, start, end int) []syntax.Comment {
	first, _ := slices.BinarySearchFunc(f.Comments, start, func(c syntax.Comment, at int) int {
		if c.End() <= at {
			return -1
		}
		return 1
	})
	last := first
	for last < len(f.Comments) && f.Comments[last].Pos() < end {
		last++
	}
	return f.Comments[first:last]
}

// harm says what is wrong with a file after its edits: nix refuses to read it for one more reason
// than before, such as a name that nothing binds, or a comment is gone that no edit of a comment
// removed.
func harm(before *syntax.File, after string, edits []diag.Edit) string {
	parsed := syntax.Parse(before.Name, []byte(after))
	if has := faults(parsed); len(has) > len(faults(before)) {
		return "with its fixes it would no longer parse: " + has[0].Message
	}
	have := map[string]int{}
	for _, c := range parsed.Comments {
		have[c.Text]++
	}
	for _, c := range before.Comments {
		if have[c.Text]--; have[c.Text] < 0 && !edited(c, edits) {
			return "with its fixes it would lose a comment"
		}
	}
	return ""
}

// faults is why nix refuses to read a file.
func faults(f *syntax.File) []diag.Diagnostic {
	if len(f.Errors) > 0 {
		return f.Errors
	}
	_, errors := syntax.Print(f, syntax.PrintOptions{})
	return errors
}

// edited reports whether an edit of a comment is about this one.
func edited(c syntax.Comment, edits []diag.Edit) bool {
	return slices.ContainsFunc(edits, func(e diag.Edit) bool {
		return e.Comment && e.Span.Start.Offset < c.End() && c.Pos() < e.Span.End.Offset
	})
}
