package report

import (
	"fmt"
	"io"
	"strings"

	"mxmcheck/cmd/mxmcheck/judge"
)

// differences says in a phrase how a host differs from its snapshot.
func differences(c judge.Compared) string {
	switch {
	case c.Missing:
		return "there is no snapshot yet"
	case c.Damage != nil:
		return "the snapshot cannot be read: " + c.Damage.Message
	case len(c.Changes) == 0 && c.Clear > 0:
		return Plural(c.Clear, "secret") + " in clear: " + clearHint
	case len(c.Changes) == 0 && c.Reheaded:
		return reheaded(c)
	case len(c.Changes) == 0:
		return "options do not evaluate"
	}
	return Plural(len(c.Changes), "change")
}

// SnapshotMarkdown reports changes for a comment or a job summary.
func SnapshotMarkdown(w io.Writer, s Snapshots) error {
	var out, states, rest strings.Builder
	writeSummary(&rest, s)
	fmt.Fprintf(&out, "**mxmcheck snapshot** — %s", markdownText(rest.String()))
	writeMarkdownStubbed(&out, s.Stubbed)
	broken := brokenHosts(s)
	for _, c := range s.Hosts {
		writeState(&states, broken, c)
	}
	writeHeads(&states, s)
	for _, name := range s.Stale {
		fmt.Fprintf(&states, "%s: %s\n", name, gone(name))
	}
	writeNotes(&states, s)
	if states.Len() > 0 {
		fmt.Fprintf(&out, "\n%s\n", fenced(states.String()))
	}
	for _, g := range grouped(shown(s)) {
		writeMarkdownGroup(&out, g, s.HostCount())
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// fenced is text as a block of code, whatever back quotes are in it.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(text, "\n") + "\n" + fence
}
