package report

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A terminal cuts a line that is too long in the middle of a word. What is written to one is broken at blanks instead.

// copied is a command at the end of a line. It stays in one piece, on a line of its own: a terminal copies that as one line.
var copied = regexp.MustCompile(`^(.*) · ((?:accept with: )?mxmcheck .*)$`)

// Fold breaks the lines for which the terminal is too narrow. Where the width is not known, no line is.
func (s Style) Fold(text string) string {
	if s.width == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = s.fold(line, line[:len(line)-len(strings.TrimLeft(line, " "))]+"    ")
	}
	return strings.Join(lines, "\n")
}

// fold is a line broken into several, of which all but the first begin with indent.
func (s Style) fold(line, indent string) string {
	if ansi.StringWidth(line) <= s.width || isExcerpt(line) {
		return line
	}
	if m := copied.FindStringSubmatch(line); m != nil {
		return s.fold(m[1], indent) + "\n· " + m[2]
	}
	if len(indent) > s.width/2 {
		indent = ""
	}
	var rows []string
	row, begun := "", false // begun: more stands in the row than its indent
	for _, word := range strings.Split(line, " ") {
		if begun && ansi.StringWidth(row)+ansi.StringWidth(word) > s.width {
			rows, row, begun = append(rows, strings.TrimRight(row, " ")), indent, false
		}
		if word != "" || begun || len(rows) == 0 { // blanks where a line was broken go
			row += word + " "
		}
		begun = begun || word != ""
	}
	return strings.Join(append(rows, strings.TrimRight(row, " ")), "\n")
}

// isExcerpt reports whether a line shows source, which excerpt cuts to the width.
func isExcerpt(line string) bool {
	number, _, found := strings.Cut(line, "│")
	return found && strings.Trim(number, " 0123456789") == ""
}

// Reflow breaks paragraphs for the terminal that were broken for another width. What is indented stays.
func (s Style) Reflow(text string) string {
	if s.width == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	joined := lines[:1:1]
	for i, line := range lines[1:] {
		if last := len(joined) - 1; isProse(lines[i]) && isProse(line) {
			joined[last] += " " + line
		} else {
			joined = append(joined, line)
		}
	}
	for i, line := range joined {
		if isProse(line) {
			joined[i] = s.fold(line, "")
		}
	}
	return strings.Join(joined, "\n")
}

func isProse(line string) bool {
	return line != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "- ")
}
