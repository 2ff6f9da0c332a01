package report

import (
	"bytes"
	"strings"
	"testing"

	"mxmcheck/analyzer/diag"
)

// People are shown some of many further places, and how many there are.
func TestManyRelatedPlaces(t *testing.T) {
	d := diag.Diagnostic{Rule: "undeclared-option", Severity: diag.Error, Message: "m", Span: diag.Span{File: "a.nix"}}
	for line := range 40 {
		d.Related = append(d.Related, diag.Related{Message: "the same", Span: diag.Span{File: "b.nix", Start: diag.Pos{Line: line + 1, Col: 1}}})
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":     func(b *bytes.Buffer) error { return FindingsText(b, Findings{Findings: []diag.Diagnostic{d}}, func(string) string { return "" }, Style{}) },
		"github":   func(b *bytes.Buffer) error { return GitHub(b, Findings{Findings: []diag.Diagnostic{d}}) },
		"markdown": func(b *bytes.Buffer) error { return Markdown(b, Findings{Findings: []diag.Diagnostic{d}}) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), "the same"); n != maxRelated || !strings.Contains(out.String(), "and at 28 more places") {
			t.Errorf("%s names %d places:\n%s", name, n, out.String())
		}
	}
}
