package report

import (
	"fmt"
	"io"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// aroundPassage is how many lines are shown before and after a definition, and mostPassage how many of it.
const (
	aroundPassage = 2
	mostPassage   = 12
)

// Definition shows the lines of source that say what a change shows.
func Definition(w io.Writer, s Snapshots, c harness.Change) error {
	var b strings.Builder
	span, found := diag.Span{}, false
	if s.Definition != nil {
		span, found = s.Definition(c)
	}
	switch {
	case !found:
		b.WriteString("  no file of this repository defines it\n")
	case !span.Start.IsKnown():
		fmt.Fprintf(&b, "  in %s, which line is not known\n", harness.Visible(place(span)))
	case c.HoldsSecret(): // which may be a text of many lines
		fmt.Fprintf(&b, "  %s, which holds a secret\n", harness.Visible(place(span)))
	default:
		fmt.Fprintf(&b, "  %s\n", harness.Visible(place(span)))
		passage(&b, s.Source(span.File), span)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// passage writes the lines of a definition and some around it.
func passage(b *strings.Builder, text string, span diag.Span) {
	from, to := max(1, span.Start.Line-aroundPassage), min(max(span.End.Line, span.Start.Line), span.Start.Line+mostPassage)+aroundPassage
	lines := strings.Split(harness.MaskSource(text, 0), "\n")
	for n := from; n <= min(to, len(lines)); n++ {
		within := n >= span.Start.Line && n <= span.End.Line
		mark := " "
		if within {
			mark = ">"
		}
		shown := string(shownRunes(strings.TrimSuffix(lines[n-1], "\r")))
		if runes := []rune(shown); len(runes) > maxExcerpt {
			shown = string(runes[:maxExcerpt]) + "…"
		}
		fmt.Fprintf(b, "%s%4d │ %s\n", mark, n, shown)
	}
}
