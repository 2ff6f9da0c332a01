package report_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// updated is what an update of nixpkgs does to a fleet: packages in many texts, values by themselves,
// lists, options that come and go.
func updated(hosts int) report.Diff {
	d := report.Diff{Commit: "0123456789abcdef", Base: "HEAD", Relocked: report.Relocked{Inputs: []harness.Relocked{{Name: "nixpkgs", Before: "0123456", After: "6543210"}}}}
	change := func(path, kind string, before, after any) harness.Change {
		c := harness.Change{Path: path, Kind: kind}
		if kind != "added" {
			c.Before = &harness.Record{Path: path, Value: before, Type: "anything", Priority: "default"}
		}
		if kind != "removed" {
			c.After = &harness.Record{Path: path, Value: after, Type: "anything", Priority: "default"}
		}
		return c
	}
	for i := range hosts {
		one := report.HostDiff{Host: host.ID{Kind: "nixos", Name: fmt.Sprintf("host%d", i)}, Before: &harness.Outcome{}, After: &harness.Outcome{}}
		for n := range 60 {
			long := strings.Repeat("a word that stays ", 10)
			one.Changes = append(one.Changes, change(fmt.Sprintf("services.s%d.script", n), "changed", long+"<store nix-2.0.1>/bin/nix", long+"<store nix-2.0.2>/bin/nix"))
			one.Changes = append(one.Changes, change(fmt.Sprintf("services.alone%d.value", n), "changed", fmt.Sprint("was ", n), fmt.Sprint("now ", n, " and here ", i%3, " of many")))
			if i == n {
				one.Changes = append(one.Changes, change(fmt.Sprintf("services.new.option%d", n), "added", nil, true), change(fmt.Sprintf("services.old.option%d", n), "removed", true, nil))
			}
		}
		d.Hosts = append(d.Hosts, one)
	}
	return d
}

func diffText(t *testing.T, d report.Diff) string {
	t.Helper()
	var out strings.Builder
	if err := report.DiffText(&out, d); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	headed  = regexp.MustCompile(`(?m)^(\d+) changes on (\d+) hosts`)
	counted = regexp.MustCompile(`(?m)^  and (\d+) changes more, in (\d+) groups on`)
)

// However many hosts and options change, a report is a page, no line wraps, every change is counted,
// and the whole of it can be had.
func TestALargeReportIsAPage(t *testing.T) {
	for _, hosts := range []int{1, 3, 8, 100} {
		d := updated(hosts)
		changes := 0
		for _, h := range d.Hosts {
			changes += len(h.Changes)
		}
		text := diffText(t, d)
		if lines := strings.Count(text, "\n"); lines > 40 {
			t.Errorf("%d hosts: %d lines", hosts, lines)
		}
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 110 {
				t.Errorf("%d hosts: %d columns: %s", hosts, n, line)
			}
		}
		if head := headed.FindStringSubmatch(text); hosts > 1 && (head == nil || head[1] != strconv.Itoa(changes) || head[2] != strconv.Itoa(hosts)) {
			t.Errorf("%d hosts, %d changes: counted as %q", hosts, changes, head)
		}
		if strings.Count(text, "nix-2.0.1 → nix-2.0.2") != 1 || !strings.Contains(text, "services.s0.script and 59 more") {
			t.Errorf("%d hosts: a package that is another one is not one line:\n%s", hosts, text)
		}
		if rest := counted.FindStringSubmatch(text); rest == nil {
			t.Errorf("%d hosts: nothing is counted:\n%s", hosts, text)
		}
		if !strings.Contains(text, "input nixpkgs: 0123456 → 6543210\n") || !strings.Contains(text, "--verbose prints each change") {
			t.Errorf("%d hosts: neither the input nor the way to the whole:\n%s", hosts, text)
		}
		d.Style = d.Style.Whole()
		whole := diffText(t, d)
		for _, h := range d.Hosts {
			for _, c := range h.Changes {
				if !strings.Contains(whole, c.Path) {
					t.Fatalf("%d hosts: the whole report lacks %s", hosts, c.Path)
				}
			}
		}
	}
}

// What is large is shown where it differs.
func TestALongValueIsShownWhereItDiffers(t *testing.T) {
	long := strings.Repeat("the same ", 20)
	list := func(names ...string) any {
		var all []any
		for i := range 20 {
			all = append(all, fmt.Sprint("element ", i))
		}
		for _, one := range names {
			all = append(all, one)
		}
		return all
	}
	for _, test := range []struct {
		before, after any
		want          string
	}{
		{long + "x 1", long + "x 2", `x 1" → …`},
		{list("a"), list("b"), `- "a", + "b" (of a list of 21, now 21)`},
		{list(), list("b"), `+ "b" (of a list of 20, now 21)`},
		{list("a", "b"), list("b", "a"), `the same 22 elements, in another order: at place 21 "a" → "b"`},
		{map[string]any{"a": long, "b": "1"}, map[string]any{"a": long, "b": "2"}, `"b" = "1" }`},
	} {
		record := func(value any) *harness.Record { return &harness.Record{Path: "ns.v", Value: value} }
		c := harness.Change{Path: "ns.v", Kind: "changed", Before: record(test.before), After: record(test.after)}
		d := report.Diff{Hosts: []report.HostDiff{{Host: host.ID{Kind: "nixos", Name: "one"}, Before: &harness.Outcome{}, After: &harness.Outcome{}, Changes: []harness.Change{c}}}}
		if text := diffText(t, d); !strings.Contains(text, test.want) {
			t.Errorf("no %s in:\n%s", test.want, text)
		}
	}
}

// Of what builds many hosts, each cause is one line: a package with its sources, a host's own system
// on all hosts, in the order of what is made from it.
func TestAnUpdateOfPackagesIsAPage(t *testing.T) {
	bump := func(name, was, is string, above int, way ...string) harness.DerivationDifference {
		what := []harness.DerivationChange{{Part: "environment", Name: "name", Before: name + "-" + was, After: name + "-" + is}, {Part: "environment", Name: "version", Before: was, After: is}}
		return harness.DerivationDifference{Name: name + "-" + is, Way: way, What: what, Above: above}
	}
	source := func(of string, above int) harness.DerivationDifference {
		what := []harness.DerivationChange{{Part: "output", Name: "out", Before: "fixed to sha256:" + of, After: "fixed to sha256:other"}}
		return harness.DerivationDifference{Name: "source", Way: []string{"system", of}, What: what, Above: above}
	}
	p := report.Proof{Base: "HEAD"}
	for i := range 100 {
		one := harness.Proof{Host: host.ID{Kind: "nixos", Name: fmt.Sprintf("web%d", i)}, Verdict: harness.Changed}
		own := bump(fmt.Sprintf("nixos-system-web%d", i), "18.03", "18.09", 0)
		unit := harness.DerivationDifference{Name: "unit-sshd.service", Above: 4, What: []harness.DerivationChange{{Part: "environment", Name: "text", Before: "[Unit]\nA=1", After: "[Unit]\nA=2"}}}
		all := []harness.DerivationDifference{own, unit, bump("openssl", "1.0.2n", "1.0.2o", 400, "system"), source("openssl-1.0.2o", 401)}
		for n := range 40 {
			all = append(all, bump(fmt.Sprint("package", n), "1", "2", 3), source(fmt.Sprintf("package%d-2", n), 4))
		}
		one.Derivations.Differences = append(all, source("lone-1", 2))
		p.Hosts = append(p.Hosts, one)
	}
	var out strings.Builder
	if err := report.ProofText(&out, p); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if lines := strings.Count(text, "\n"); lines > 40 {
		t.Errorf("%d lines", lines)
	}
	for _, want := range []string{
		"44 derivations that differ by themselves", "  ~ openssl   1.0.2n → 1.0.2o   in 400 others", "all 100 hosts", "  ~ unit sshd.service   in 4 others   environment text",
		"and 24 derivations more, on 100 hosts", "--verbose prints each",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if first := strings.Index(text, "~ openssl"); first < 0 || first > strings.Index(text, "~ unit sshd") {
		t.Errorf("what most is made from is not first:\n%s", text)
	}
}
