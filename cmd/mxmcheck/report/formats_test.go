package report_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
)

// canned is a report with one of everything, odd names among them.
func canned() (report.Findings, report.Source) {
	sources := map[string]string{
		"hosts/a b,c:d%.nix": "{\n\tä.x = \"|漢\"; # <b>\n}\n",
		"modules/x.nix":      "{\n  options.x = 1;\n}\n",
	}
	odd := func(line, col, endLine, endCol int) diag.Span {
		return diag.Span{File: "hosts/a b,c:d%.nix", Start: diag.Pos{Line: line, Col: col}, End: diag.Pos{Line: endLine, Col: endCol}}
	}
	declared := diag.Span{File: "modules/x.nix", Start: diag.Pos{Line: 2, Col: 3}, End: diag.Pos{Line: 2, Col: 12}}
	return report.Findings{
		Findings: []diag.Diagnostic{
			{Rule: "undeclared-option", Severity: diag.Error, Span: odd(2, 2, 2, 6), Option: "ä.x",
				Message: "\"ä.x\" is set: 100% *odd* | `x` <b>\n::error::injected", Confirmed: true,
				Related: []diag.Related{{Span: declared, Message: "declared"}},
				Fix: &diag.Fix{Message: "name it \"x\"", Edits: []diag.Edit{
					{Span: diag.Span{File: "hosts/a b,c:d%.nix", Start: diag.Pos{Offset: 3, Line: 2, Col: 2}, End: diag.Pos{Offset: 7, Line: 2, Col: 6}}, Text: "x"},
					{Span: diag.Span{File: "hosts/a b,c:d%.nix", Start: diag.Pos{Offset: 15, Line: 2, Col: 14}, End: diag.Pos{Offset: 15, Line: 2, Col: 14}}, Text: "<\n>"},
					{Span: diag.Span{File: "modules/x.nix", Start: diag.Pos{Offset: 0, Line: 1, Col: 1}, End: diag.Pos{Offset: 2, Line: 2, Col: 1}}},
				}}},
			{Rule: "unused-option", Severity: diag.Warning, Span: odd(1, 1, 3, 2), Message: "several lines"},
			{Rule: "manual-inherit", Severity: diag.Info, Span: odd(2, 9, 2, 14), Message: "behind wide characters"},
			{Rule: "parse-error", Severity: diag.Error, Span: diag.Span{File: "modules/gone.nix"}, Message: "no place known"},
		},
		Unknown: []diag.Unknown{{Span: declared, Message: "the import is computed"}},
		Files:   3, Modules: 2, Hosts: 1, Notes: []string{"one | thing"}, Version: "1.2.3",
		Rules: []report.RuleText{
			{Name: "undeclared-option", Level: diag.Error, Title: "an option that no module declares", Why: "A name\nthat was mistyped.", URL: "https://example.org/rules.md#undeclared-option", Help: "A name\nthat was mistyped.\n\nBad:\n```nix\n{ }\n```\n"},
			{Name: "unused-option", Level: diag.Warning, Title: "an option that nothing reads", Why: "Nothing happens."},
			{Name: "manual-inherit", Level: diag.Info, Title: "a run of a = x.a;", Why: "It is long."},
			{Name: "parse-error", Level: diag.Error, Title: "a file that is not Nix", Why: "Nix refuses it."},
		},
	}, func(file string) string { return sources[file] }
}

func printed(t *testing.T, format report.Format) string {
	t.Helper()
	findings, source := canned()
	var b strings.Builder
	if err := format.Findings(&b, findings, source, report.Style{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every format prints the same report, as its golden file shows.
func TestFormats(t *testing.T) {
	for _, format := range report.FormatsOf(report.OfFindings) {
		t.Run(format.Name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join("..", "..", "..", "fixtures", "report", "findings-"+format.Name+".golden"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), printed(t, format)); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// A report of nothing says so in every format, and lists are never null.
func TestFormatsOfNothing(t *testing.T) {
	for _, format := range report.FormatsOf(report.OfFindings) {
		var b strings.Builder
		if err := format.Findings(&b, report.Findings{Files: 1}, func(string) string { return "" }, report.Style{}); err != nil {
			t.Fatal(err)
		}
		if b.Len() == 0 || strings.Contains(b.String(), "null") {
			t.Errorf("%s: %q", format.Name, b.String())
		}
	}
}

// What SARIF 2.1.0 asks of a log (sections 3.13, 3.14, 3.27, 3.30): a version, a driver with a
// name, a message in each result, an index that names the rule, regions that begin at 1 and do not
// end before they begin, and valid URI references.
func TestSARIF(t *testing.T) {
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
			}
		}
	}
	for _, format := range report.FormatsOf(report.OfFindings) {
		if format.Name == "sarif" {
			if err := json.Unmarshal([]byte(printed(t, format)), &log); err != nil {
				t.Fatal(err)
			}
		}
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name != "mxmcheck" {
		t.Fatalf("no log of one run of mxmcheck: %+v", log)
	}
	findings, _ := canned()
	if len(log.Runs[0].Results) != len(findings.Findings) {
		t.Errorf("%d results of %d findings", len(log.Runs[0].Results), len(findings.Findings))
	}
	for i, r := range log.Runs[0].Results {
		if log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" || len(r.Locations) != 1 {
			t.Errorf("result %d: %+v", i, r)
		}
		at := r.Locations[0].PhysicalLocation
		uri, err := url.Parse(at.ArtifactLocation.URI)
		if err != nil || uri.IsAbs() || uri.Path != findings.Findings[i].Span.File {
			t.Errorf("result %d: %q is not the file: %v", i, at.ArtifactLocation.URI, err)
		}
		if g := at.Region; g != nil && (g.StartLine < 1 || g.StartColumn < 1 || g.EndLine < g.StartLine || g.EndLine == g.StartLine && g.EndColumn < g.StartColumn) {
			t.Errorf("result %d: region %+v", i, *g)
		}
	}
}
