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
		return Reheaded(c)
	case len(c.Changes) == 0:
		return "options do not evaluate"
	}
	return Plural(len(c.Changes), "change")
}

// SnapshotMarkdown reports changes for a comment or a job summary.
func SnapshotMarkdown(w io.Writer, s Snapshots) error {
	var head, states, rest strings.Builder
	writeSummary(&rest, s)
	fmt.Fprintf(&head, "**mxmcheck snapshot** — %s", markdownText(rest.String()))
	writeMarkdownStubbed(&head, s.Stubbed)
	s.Relocked.writeMarkdown(&head)
	broken := brokenHosts(s)
	for _, c := range s.Hosts {
		writeState(&states, broken, c)
	}
	writeHeads(&states, s)
	for _, name := range s.Stale {
		fmt.Fprintf(&states, "%s: %s\n", name, gone(name))
	}
	writeNotes(&states, s)
	list := []section{{text: head.String(), list: true}}
	if states.Len() > 0 {
		list = append(list, fenced(states.String()))
	}
	list = append(list, markdownChanges(shown(s), s.HostCount(), s.Style)...)
	_, err := io.WriteString(w, fit(list, s.Style))
	return err
}

// fenced is text as a block of code, whatever back quotes are in it.
func fenced(text string) section {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return section{open: "\n" + fence + "\n", text: strings.TrimRight(text, "\n") + "\n", end: fence + "\n", list: true}
}
