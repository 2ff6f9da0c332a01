package report_test

import (
	"strings"
	"testing"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
)

// What has one cause is one line, however many places it has; few places have a line each.
func TestUnknownsAreGroupedByCause(t *testing.T) {
	at := func(file string) diag.Span {
		return diag.Span{File: file, Start: diag.Pos{Line: 1, Col: 2}, End: diag.Pos{Line: 1, Col: 3}}
	}
	f := report.Findings{Files: 6}
	for _, file := range []string{"a.nix", "b.nix", "c.nix", "d.nix", "e.nix"} {
		f.Unknown = append(f.Unknown, diag.Unknown{Span: at(file), Message: "imports are computed here"})
	}
	f.Unknown = append(f.Unknown, diag.Unknown{Span: at("f.nix"), Message: "the file is encrypted"})
	var b strings.Builder
	if err := report.FindingsText(&b, f, func(string) string { return "" }, report.Style{}); err != nil {
		t.Fatal(err)
	}
	want := "a.nix:1:2, b.nix:1:2, c.nix:1:2 and at 2 more places: unknown: imports are computed here\nf.nix:1:2: unknown: the file is encrypted\n"
	if !strings.HasPrefix(b.String(), want) {
		t.Errorf("report:\n%s", b.String())
	}
}
