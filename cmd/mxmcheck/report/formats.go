package report

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// Format is one way to spell results: a row of the table says of each kind of result how it is
// written, and nil where the format has no form for it. Flags, help and tests read the table.
type Format struct {
	Name  string
	About string // what it is for, in help; "" if the name says it

	Parts bool // what check found is findings and then snapshots, so that the one can be written without the other

	Findings  func(w io.Writer, f Findings, source Source, style Style) error
	Check     func(w io.Writer, f Findings, source Source, style Style, s Snapshots) error // both, in one document where the format wants that
	Snapshots func(w io.Writer, s Snapshots) error
	Diff      func(w io.Writer, d Diff) error
	Proof     func(w io.Writer, p Proof) error
	Hosts     func(w io.Writer, hosts []ListedHost) error
}

// Formats lists the formats, in the order in which help lists them.
func Formats() []Format {
	return []Format{
		{
			Name: "text", Parts: true, Findings: FindingsText, Check: inTurn(FindingsText, Snapshot),
			Snapshots: Snapshot, Diff: DiffText, Proof: ProofText, Hosts: Hosts,
		},
		{
			Name: "json", Findings: plain(FindingsJSON),
			Check: func(w io.Writer, f Findings, _ Source, _ Style, s Snapshots) error {
				return WriteJSON(w, CheckDocument(f, s))
			},
			Snapshots: SnapshotJSON, Diff: DiffJSON, Proof: ProofJSON, Hosts: HostsJSON,
		},
		{Name: "sarif", About: "2.1.0", Findings: sarif, Check: findingsOnly(sarif)},
		{Name: "github", About: "workflow commands", Parts: true, Findings: plain(GitHub), Check: inTurn(plain(GitHub), SnapshotGitHub), Snapshots: SnapshotGitHub},
		{
			Name: "markdown", About: "for a pull request", Parts: true, Findings: plain(Markdown), Check: inTurn(plain(Markdown), SnapshotMarkdown),
			Snapshots: SnapshotMarkdown, Diff: DiffMarkdown, Proof: ProofMarkdown,
		},
		{Name: "gitlab", About: "code quality", Findings: plain(GitLab), Check: findingsOnly(plain(GitLab))},
		{Name: "junit", About: "XML", Findings: plain(JUnit), Check: JUnitCheck, Snapshots: JUnitSnapshots},
		{Name: "matrix", About: "jobs of GitHub and GitLab", Hosts: Matrix},
	}
}

// findingsWriter writes findings.
type findingsWriter = func(w io.Writer, f Findings, source Source, style Style) error

// plain is a writer of findings that needs neither the source nor a style.
func plain(write func(io.Writer, Findings) error) findingsWriter {
	return func(w io.Writer, f Findings, _ Source, _ Style) error { return write(w, f) }
}

func sarif(w io.Writer, f Findings, source Source, _ Style) error { return SARIF(w, f, source) }

// checkWriter writes what check found.
type checkWriter = func(w io.Writer, f Findings, source Source, style Style, s Snapshots) error

// inTurn writes the findings, and then the snapshots.
func inTurn(first findingsWriter, then func(io.Writer, Snapshots) error) checkWriter {
	return func(w io.Writer, f Findings, source Source, style Style, s Snapshots) error {
		return errors.Join(first(w, f, source, style), then(w, s))
	}
}

// findingsOnly leaves the snapshots out: the format has places of code alone. The exit code counts
// both.
func findingsOnly(write findingsWriter) checkWriter {
	return func(w io.Writer, f Findings, source Source, style Style, _ Snapshots) error {
		return write(w, f, source, style)
	}
}

// The kinds of results, for FormatsOf and Named.
var (
	OfFindings  = func(f Format) bool { return f.Findings != nil }
	OfCheck     = func(f Format) bool { return f.Check != nil }
	OfSnapshots = func(f Format) bool { return f.Snapshots != nil }
	OfDiff      = func(f Format) bool { return f.Diff != nil }
	OfProof     = func(f Format) bool { return f.Proof != nil }
	OfHosts     = func(f Format) bool { return f.Hosts != nil }
)

// FormatsOf lists the formats that have a form for a kind of result.
func FormatsOf(kind func(Format) bool) []Format {
	return slices.DeleteFunc(Formats(), func(f Format) bool { return !kind(f) })
}

// FormatList lists the names of formats for help: "text, sarif (2.1.0)".
func FormatList(kind func(Format) bool) string {
	var names []string
	for _, f := range FormatsOf(kind) {
		name := f.Name
		if f.About != "" {
			name += " (" + f.About + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
