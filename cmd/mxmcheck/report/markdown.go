package report

import (
	"fmt"
	"io"
	"strings"

	"mxmcheck/analyzer/diag"
)

// Markdown prints findings as a table, for a comment or a job summary.
func Markdown(w io.Writer, f Findings) error {
	var b strings.Builder
	fmt.Fprintf(&b, "**mxmcheck lint** — %s", markdownText(summary(f)))
	if len(f.Findings) > 0 {
		b.WriteString("\n| level | rule | place | finding |\n|---|---|---|---|\n")
	}
	for _, d := range f.Findings {
		message := markdownText(oneLine(d.Message))
		for _, text := range relatedTexts(d, func(r diag.Related) string { return markdownText(r.Message) + " at " + code(place(r.Span)) }) {
			message += ", " + text
		}
		fmt.Fprintf(&b, "| %v | %s | %s | %s |\n", d.Severity, code(d.Rule), code(place(d.Span)), message)
	}
	if len(f.Unknown) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n", Plural(len(f.Unknown), "unknown"))
		for _, u := range f.Unknown {
			fmt.Fprintf(&b, "- %s %s\n", code(place(u.Span)), markdownText(oneLine(u.Message)))
		}
		b.WriteString("\n</details>\n")
	}
	for _, note := range f.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", markdownText(oneLine(note)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
