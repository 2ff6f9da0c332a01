package report

import (
	"io"
)

// Format is one way to spell findings.
type Format struct {
	Name  string
	Write func(w io.Writer, f Findings, source Source, style Style) error
}

// Formats lists the formats of findings, in the order in which they are told.
func Formats() []Format {
	return []Format{
		{"text", FindingsText},
		{"json", func(w io.Writer, f Findings, _ Source, _ Style) error { return FindingsJSON(w, f) }},
		{"sarif", func(w io.Writer, f Findings, source Source, _ Style) error { return SARIF(w, f, source) }},
		{"github", func(w io.Writer, f Findings, _ Source, _ Style) error { return GitHub(w, f) }},
		{"markdown", func(w io.Writer, f Findings, _ Source, _ Style) error { return Markdown(w, f) }},
	}
}

// FormatNames lists the names of the formats.
func FormatNames() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}
