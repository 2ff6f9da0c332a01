package report

import (
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
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
		for _, text := range relatedTexts(d, plainly) {
			message += "\n" + text
		}
		fmt.Fprintf(&b, "::%s %s,title=%s::%s\n", command, githubPlace(d.Span), githubProperty("mxmcheck "+d.Rule), githubData(message))
	}
	var rest strings.Builder
	for _, g := range unknownGroups(f.Unknown) {
		fmt.Fprintf(&rest, "unknown at %s: %s\n", oneLine(g.where()), oneLine(g.message))
	}
	for _, note := range f.Notes {
		fmt.Fprintf(&rest, "note: %s\n", oneLine(note))
	}
	rest.WriteString(summary(f))
	b.WriteString(noCommands(rest.String()))
	_, err := io.WriteString(w, b.String())
	return err
}

// noCommands keeps the runner from taking a part of a text for a command: one begins a line, behind
// blanks, or stands anywhere after ##. A text cannot hold the digest of itself.
func noCommands(text string) string {
	if !command.MatchString(text) {
		return text
	}
	token := fmt.Sprintf("mxmcheck-%x", sha256.Sum256([]byte(text)))
	return "::stop-commands::" + token + "\n" + strings.TrimRight(text, "\n") + "\n::" + token + "::\n"
}

var command = regexp.MustCompile(`(?m)^\s*::|##\[`)

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
