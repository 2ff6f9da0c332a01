package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
)

func span(line, col, endLine, endCol int) diag.Span {
	return diag.Span{File: "a.nix", Start: diag.Pos{Line: line, Col: col}, End: diag.Pos{Line: endLine, Col: endCol}}
}

// excerptOf prints one finding and gives the lines of its excerpt.
func excerptOf(t *testing.T, source string, at diag.Span) []string {
	t.Helper()
	var b strings.Builder
	found := report.Findings{Findings: []diag.Diagnostic{{Rule: "r", Severity: diag.Error, Span: at, Message: "m"}}}
	if err := report.FindingsText(&b, found, func(string) string { return source }, report.Style{}); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.Contains(line, "│") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestExcerpt(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	gap := func(n int) string { return strings.Repeat(" ", n) }
	for _, test := range []struct {
		name, source string
		at           diag.Span
		want         []string
	}{
		{"a name", "a = b;\n", span(1, 5, 1, 6), []string{"   1 │ a = b;", "     │     ^"}},
		{"a tab is one column", "\ta = b;\n", span(1, 6, 1, 7), []string{"   1 │  a = b;", "     │      ^"}},
		{"wide characters take two columns", "\"漢字\" = b;\n", span(1, 12, 1, 13), []string{"   1 │ \"漢字\" = b;", "     │          ^"}},
		{"wide characters marked", "a = \"漢\";\n", span(1, 5, 1, 10), []string{"   1 │ a = \"漢\";", "     │     ^^^^"}},
		{"several lines: the first, to its end", "a = {\n};\n", span(1, 5, 2, 2), []string{"   1 │ a = {", "     │     ^"}},
		{"the end of the file", "a", span(1, 2, 1, 2), []string{"   1 │ a", "     │  ^"}},
		{"a line of the greatest length", x(160), span(1, 1, 1, 2), []string{"   1 │ " + x(160), "     │ ^"}},
		{"long, the fault first", "b" + x(200), span(1, 1, 1, 2), []string{"   1 │ b" + x(159) + "…", "     │ ^"}},
		{"long, the fault last", x(200) + "b", span(1, 201, 1, 202), []string{"   1 │ …" + x(40) + "b", "     │ " + gap(41) + "^"}},
		{"long, the fault amid", x(200) + "b" + strings.Repeat("y", 200), span(1, 201, 1, 202), []string{"   1 │ …" + x(40) + "b" + strings.Repeat("y", 119) + "…", "     │ " + gap(41) + "^"}},
		{"a long fault", "a" + x(300), span(1, 2, 1, 302), []string{"   1 │ a" + x(159) + "…", "     │  " + strings.Repeat("^", 159)}},
		{"no such line", "a\n", span(7, 1, 7, 2), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, excerptOf(t, test.source, test.at)); diff != "" {
				t.Errorf("excerpt (-want +got):\n%s", diff)
			}
		})
	}
}

// The summary counts what is not known.
func TestUnknownIsCounted(t *testing.T) {
	var b strings.Builder
	f := report.Findings{Unknown: []diag.Unknown{{Span: span(3, 2, 3, 5), Message: "the import is computed"}}, Files: 1}
	if err := report.FindingsText(&b, f, func(string) string { return "" }, report.Style{}); err != nil {
		t.Fatal(err)
	}
	want := "a.nix:3:2: unknown: the import is computed\n\n" +
		"no findings in 1 file, 0 modules, 0 hosts · 1 unknown, listed above: what depends on them was not checked\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}
