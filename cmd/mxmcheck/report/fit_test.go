package report_test

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// comment is a report in Markdown that fits into a comment, and whose tables and blocks of code are whole.
func comment[T any](t *testing.T, write func(io.Writer, T) error, of T) string {
	t.Helper()
	var out strings.Builder
	if err := write(&out, of); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if n := len(text); n > 60_000 {
		t.Errorf("%d bytes", n)
	}
	cells, fence := 0, ""
	for i, line := range strings.Split(text, "\n") {
		switch ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]; {
		case len(ticks) >= 3 && fence == "":
			fence = ticks
		case len(ticks) >= 3 && ticks == fence:
			fence = ""
		}
		if fence != "" || !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(line, "|") - strings.Count(line, `\|`)
		if cells != 0 && n != cells || !strings.HasSuffix(line, "|") {
			t.Errorf("line %d is no row of its table: %.200s", i+1, line)
		}
		cells = n
	}
	if fence != "" || strings.Count(text, "<details>") != strings.Count(text, "</details>") {
		t.Errorf("something is not closed")
	}
	return text
}

var (
	causeRow     = regexp.MustCompile(`(?m)^\| (?:changed|added|removed|moved|renamed) \| .* \| (\d+) \| [^|]* \|$`)
	causesNumber = regexp.MustCompile(`(?m)^(\d+) changes on (\d+) hosts, by what they have in common`)
	causesRest   = regexp.MustCompile(`(?m)^and (\d+) changes more, in `)
)

// A pull request gets the causes that the text has, in the same order, and every change is counted.
func TestALargeCommentIsByCause(t *testing.T) {
	for _, hosts := range []int{2, 8, 100} {
		d := updated(hosts)
		text := comment(t, report.DiffMarkdown, d)
		head, rest := causesNumber.FindStringSubmatch(text), causesRest.FindStringSubmatch(text)
		if head == nil || rest == nil {
			t.Fatalf("%d hosts: not by cause:\n%s", hosts, text)
		}
		sum, last := number(t, rest[1]), 0
		for i, row := range causeRow.FindAllStringSubmatch(text, -1) {
			n := number(t, row[1])
			if i > 0 && n > last {
				t.Errorf("%d hosts: %d changes after %d", hosts, n, last)
			}
			sum, last = sum+n, n
		}
		if sum != number(t, head[1]) || sum != hosts*120+2*min(hosts, 60) {
			t.Errorf("%d hosts: of %s changes %d are counted", hosts, head[1], sum)
		}
		if !strings.Contains(diffText(t, d), head[0]) || strings.Count(text, "nix-2.0.1 → nix-2.0.2") != 1 {
			t.Errorf("%d hosts: not what the text has:\n%s", hosts, text)
		}
		var s report.Snapshots
		for _, h := range d.Hosts {
			s.Hosts = append(s.Hosts, judge.Compared{Outcome: harness.Outcome{Host: harness.Host{ID: h.Host}}, Changes: h.Changes})
		}
		if of := comment(t, report.SnapshotMarkdown, s); !strings.Contains(of, head[0]) {
			t.Errorf("%d hosts: snapshots are not by cause:\n%s", hosts, of)
		}
		d.Style = d.Style.Whole()
		var whole strings.Builder
		if err := report.DiffMarkdown(&whole, d); err != nil || !strings.Contains(whole.String(), "`services.alone59.value`") {
			t.Errorf("%d hosts: not all of it can be had: %v", hosts, err)
		}
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever is too large by itself, a comment is not, and the sections that are there are whole.
func TestACommentFits(t *testing.T) {
	long := strings.Repeat("a very long text | with `ticks` and ä ", 100)
	value := func(path string) *harness.Record {
		return &harness.Record{Path: path, Value: []any{harness.Special{Kind: "error", Text: long}}, Files: []string{strings.Repeat("folder/", 300) + "a.nix"}}
	}
	for _, hosts := range []int{1, 30, 90} {
		var d report.Diff
		var s report.Snapshots
		var p report.Proof
		for i := range hosts {
			id := host.ID{Kind: "nixos", Name: fmt.Sprint("host", i)}
			failed := &harness.Outcome{Host: harness.Host{ID: id}, Failure: &harness.Failure{Message: fmt.Sprint(i, " ", long, "\n```\n", long)}}
			changes := []harness.Change{{Path: fmt.Sprint("a", i), Kind: "changed", Before: value("a"), After: value("b")}, {Path: "moved", Kind: "moved", Before: value("a"), After: value("a")}}
			d.Hosts = append(d.Hosts, report.HostDiff{Host: id, Before: failed, After: failed, Changes: changes})
			s.Hosts = append(s.Hosts, judge.Compared{Outcome: *failed, Changes: changes})
			p.Hosts = append(p.Hosts, harness.Proof{Host: id, Verdict: harness.NotProven, Reasons: []string{fmt.Sprint(i, long)}, Changes: changes})
			d.Unreached, p.Stubbed, s.Stubbed = append(d.Unreached, long), append(p.Stubbed, long), append(s.Stubbed, long)
		}
		for _, text := range []string{comment(t, report.DiffMarkdown, d), comment(t, report.SnapshotMarkdown, s), comment(t, report.ProofMarkdown, p)} {
			if !strings.HasPrefix(text, "**mxmcheck ") || hosts > 1 && !regexp.MustCompile(`… and \d+ lines? more|of this report more`).MatchString(text) {
				t.Errorf("%d hosts: neither begun as ever nor counted:\n%.1000s", hosts, text)
			}
		}
	}
}
