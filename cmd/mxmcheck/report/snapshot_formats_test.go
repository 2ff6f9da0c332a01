package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

func hostNamed(name string) harness.Host {
	return harness.Host{ID: host.ID{Kind: "nixos", Name: name}}
}

// A host that fails, one that differs, one that is new, and one as accepted.
func cannedSnapshots() report.Snapshots {
	return report.Snapshots{Accept: "mxmcheck snapshot",
		Hosts: []judge.Compared{
			{Outcome: harness.Outcome{Host: hostNamed("a"), Failure: &harness.Failure{Message: "no x:\n```y```", File: "hosts/a.nix", Line: 3, Column: 5}}, File: "snapshots/nixos/a.snap"},
			{Outcome: harness.Outcome{Host: hostNamed("b")}, File: "snapshots/nixos/b.snap", Changes: []harness.Change{
				{Path: "ns.x", Kind: "added", After: &harness.Record{Path: "ns.x", Value: "a|b", Files: []string{"hosts/b.nix"}}}}},
			{Outcome: harness.Outcome{Host: hostNamed("c")}, File: "snapshots/nixos/c.snap", Missing: true},
			{Outcome: harness.Outcome{Host: hostNamed("d")}, File: "snapshots/nixos/d.snap"},
		},
		Stale: []string{"snapshots/nixos/gone.snap"},
	}
}

func commandsOf(t *testing.T, s report.Snapshots) []string {
	t.Helper()
	var b strings.Builder
	if err := report.SnapshotGitHub(&b, s); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "::") {
			commands = append(commands, line)
		}
	}
	return commands
}

func TestSnapshotGitHub(t *testing.T) {
	want := []string{
		"::error file=hosts/a.nix,line=3,endLine=3,col=5,endColumn=5,title=mxmcheck nixos/a does not evaluate::no x:%0A```y```",
		"::error file=snapshots/nixos/c.snap,title=mxmcheck nixos/c is not as accepted::there is no snapshot yet; accept with: mxmcheck snapshot c",
		"::error file=snapshots/nixos/gone.snap,title=mxmcheck snapshot without a host::its host is gone",
		"::error file=hosts/b.nix,title=mxmcheck ns.x added::before: nothing%0Aafter: \"a|b\"%0Aon 1 of 4 hosts: nixos/b",
	}
	if diff := cmp.Diff(want, commandsOf(t, cannedSnapshots())); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// GitHub drops what is beyond ten errors of a step: the rest is counted.
func TestSnapshotGitHubOfMany(t *testing.T) {
	for n, want := range map[int]int{10: 10, 11: 11, 40: 11} {
		var s report.Snapshots
		for _, host := range []string{"a", "b"} {
			one := judge.Compared{Outcome: harness.Outcome{Host: hostNamed(host)}}
			for i := range n {
				path := fmt.Sprintf("ns.x%d", i)
				one.Changes = append(one.Changes, harness.Change{Path: path, Kind: "changed", Before: &harness.Record{Path: path, Value: "a"}, After: &harness.Record{Path: path, Value: "b"}})
			}
			s.Hosts = append(s.Hosts, one)
		}
		got := commandsOf(t, s)
		if len(got) != want {
			t.Errorf("%d changes on 2 hosts: %d commands, want %d", n, len(got), want)
		}
		if last := got[len(got)-1]; n > 10 && !strings.HasPrefix(last, fmt.Sprintf("::notice title=mxmcheck snapshot::%s more", report.Plural(n-10, "error"))) {
			t.Errorf("%d changes: the last command is %s", n, last)
		}
	}
}

// Hosts that fail alike have one command; one that fails as accepted has none.
func TestSnapshotGitHubOfFailures(t *testing.T) {
	failed := func(name string, known bool) judge.Compared {
		return judge.Compared{Outcome: harness.Outcome{Host: hostNamed(name), Failure: &harness.Failure{Message: "no x"}}, File: "snapshots/nixos/" + name + ".snap", Known: known}
	}
	got := commandsOf(t, report.Snapshots{Hosts: []judge.Compared{failed("a", false), failed("b", true), failed("c", false)}})
	want := []string{"::error file=snapshots/nixos/a.snap,title=mxmcheck 2 hosts do not evaluate::no x%0Aon nixos/a nixos/c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestSnapshotMarkdown(t *testing.T) {
	var b strings.Builder
	if err := report.SnapshotMarkdown(&b, cannedSnapshots()); err != nil {
		t.Fatal(err)
	}
	want := "**mxmcheck snapshot** — 4 hosts: 1 unchanged, 2 changed, 1 failed · accept with: mxmcheck snapshot b c\n\n" +
		"````\nnixos/a failed\n  hosts/a.nix:3:5: no x:\n    | ```y```\n" +
		"nixos/c is new: 0 options, 0 definitions elsewhere\nsnapshots/nixos/gone.snap: its host is gone\n````\n\n" +
		"nixos/b\n\n| | option | before | after | files |\n|---|---|---|---|---|\n" +
		"| added | `ns.x` |  | `\"a\\|b\"` | `hosts/b.nix` |\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}
