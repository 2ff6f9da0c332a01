package report

import (
	"fmt"
	"io"
	"strings"

	"mxmcheck/analyzer/diag"
)

// GitHub prints findings as workflow commands, which GitHub shows beside the lines of a pull
// request, and the summary. Of a finding over several lines GitHub takes no columns.
func GitHub(w io.Writer, f Findings) error {
	var b strings.Builder
	for _, d := range f.Findings {
		command := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "notice"}[d.Severity]
		message := d.Message
		for _, r := range d.Related {
			message += fmt.Sprintf("\n%s at %s", r.Message, place(r.Span))
		}
		fmt.Fprintf(&b, "::%s %s,title=%s::%s\n", command, githubPlace(d.Span), githubProperty("mxmcheck "+d.Rule), githubData(message))
	}
	for _, g := range unknownGroups(f.Unknown) {
		fmt.Fprintf(&b, "unknown at %s: %s\n", oneLine(g.where()), oneLine(g.message))
	}
	for _, note := range f.Notes {
		fmt.Fprintf(&b, "note: %s\n", oneLine(note))
	}
	b.WriteString(summary(f))
	_, err := io.WriteString(w, b.String())
	return err
}

// oneLine keeps a text from beginning a workflow command on a line of its own.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func githubPlace(s diag.Span) string {
	text := "file=" + githubProperty(s.File)
	if !s.Start.IsKnown() {
		return text
	}
	text += fmt.Sprintf(",line=%d", s.Start.Line)
	switch {
	case s.End.Line == s.Start.Line:
		text += fmt.Sprintf(",endLine=%d,col=%d,endColumn=%d", s.End.Line, s.Start.Col, s.End.Col)
	case s.End.Line > s.Start.Line:
		text += fmt.Sprintf(",endLine=%d", s.End.Line)
	}
	return text
}

// githubData and githubProperty escape as the runner's toolkit does.
func githubData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func githubProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(text))
}
