package report_test

import (
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

func TestSnapshotGitHub(t *testing.T) {
	var b strings.Builder
	if err := report.SnapshotGitHub(&b, cannedSnapshots()); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "::") {
			commands = append(commands, line)
		}
	}
	want := []string{
		"::error file=hosts/a.nix,line=3,endLine=3,col=5,endColumn=5,title=mxmcheck nixos/a does not evaluate::no x:%0A```y```",
		"::error file=snapshots/nixos/b.snap,title=mxmcheck nixos/b is not as accepted::1 change; accept with: mxmcheck snapshot b",
		"::error file=snapshots/nixos/c.snap,title=mxmcheck nixos/c is not as accepted::there is no snapshot yet; accept with: mxmcheck snapshot c",
	}
	if diff := cmp.Diff(want, commands); diff != "" {
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
