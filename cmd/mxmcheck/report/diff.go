package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// Diff is the outcome of `mxmcheck diff`.
type Diff struct {
	Commit    string   // in full
	Base      string   // how the commit was chosen
	Stubbed   []string // inputs of which nothing is known
	Unreached []string // files that are new or changed, and that no host has
	Relocked  Relocked // inputs that are other ones
	Hosts     []HostDiff
	Style     Style // of text
}

// HostDiff is one host on both sides.
type HostDiff struct {
	Host    host.ID
	Before  *harness.Outcome // nil if the host is new
	After   *harness.Outcome // nil if it is gone
	Changes []harness.Change // where both sides evaluate
	Opaque  []harness.Opaque // what is written alike on both, and was not compared
}

// Comparable reports whether both sides were evaluated.
func (h HostDiff) Comparable() bool {
	return h.Before != nil && h.After != nil && h.Before.Failure == nil && h.After.Failure == nil
}

// Failures are why sides do not evaluate: before, after; nil where one does.
func (h HostDiff) Failures() (before, after *harness.Failure) {
	if h.Before != nil {
		before = h.Before.Failure
	}
	if h.After != nil {
		after = h.After.Failure
	}
	return before, after
}

// Status is one word: failed, added, removed, changed, moved or unchanged.
func (h HostDiff) Status() string {
	before, after := h.Failures()
	switch {
	case before != nil || after != nil:
		return "failed"
	case h.Before == nil && h.After == nil: // hosts that are gone are not evaluated
		return "removed"
	case h.Before == nil:
		return "added"
	case h.Before.Host.System != h.After.Host.System, slices.ContainsFunc(h.Changes, func(c harness.Change) bool { return c.Kind != "moved" }):
		return "changed"
	case len(h.Changes) > 0:
		return "moved"
	}
	return "unchanged"
}

// Differs reports whether anything is left for a person to look at.
func (d Diff) Differs() bool {
	return slices.ContainsFunc(d.Hosts, func(h HostDiff) bool { return h.Status() != "unchanged" && h.Status() != "moved" })
}

// split separates what is a change and what only moved.
func (d Diff) split() (changed, moved []harness.HostChanges) {
	for _, h := range d.Hosts {
		isMoved := func(c harness.Change) bool { return c.Kind == "moved" }
		notMoved := func(c harness.Change) bool { return c.Kind != "moved" }
		changed = append(changed, harness.HostChanges{Host: h.Host, Changes: slices.DeleteFunc(slices.Clone(h.Changes), isMoved)})
		moved = append(moved, harness.HostChanges{Host: h.Host, Changes: slices.DeleteFunc(slices.Clone(h.Changes), notMoved)})
	}
	return changed, moved
}

// DiffText reports changes as text: what several hosts share is reported once, with their names.
func DiffText(w io.Writer, d Diff) error {
	var out strings.Builder
	writeStubbed(&out, d.Stubbed)
	d.Relocked.write(&out)
	for _, h := range d.Hosts {
		out.WriteString(hostLine(d, h))
	}
	changed, moved := d.split()
	writeChanges(&out, changed, countHosts(d.ids()), d.Style)
	if slices.ContainsFunc(moved, func(h harness.HostChanges) bool { return len(h.Changes) > 0 }) {
		out.WriteString("moved to another file, which is no change:\n")
		writeChanges(&out, moved, countHosts(d.ids()), d.Style)
	}
	d.Relocked.writeLimit(&out)
	writeUnreached(&out, d.Unreached)
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	out.WriteString(d.summary() + "\n")
	_, err := io.WriteString(w, d.Style.Fold(out.String()))
	return err
}

// hostLine reports a host that cannot be compared.
func hostLine(d Diff, h HostDiff) string {
	var out strings.Builder
	before, after := h.Failures()
	if before != nil {
		fmt.Fprintf(&out, "%s failed at %s\n  %s%s\n", h.Host, d.Base, failurePlace(*before), indented(before.Message))
	}
	if after != nil {
		fmt.Fprintf(&out, "%s failed in the work tree\n  %s%s\n", h.Host, failurePlace(*after), indented(after.Message))
	}
	if h.Comparable() && h.Before.Host.System != h.After.Host.System {
		fmt.Fprintf(&out, "%s: its system was %s and is %s\n", h.Host, cmp.Or(h.Before.Host.System, "?"), cmp.Or(h.After.Host.System, "?"))
	}
	switch h.Status() {
	case "added":
		out.WriteString(newLine(*h.After))
	case "removed":
		fmt.Fprintf(&out, "%s is gone\n", h.Host)
	}
	return out.String()
}

func (d Diff) count(status string) int {
	count := 0
	for _, h := range d.Hosts {
		if h.Status() == status {
			count++
		}
	}
	return count
}

// summary counts every host once.
func (d Diff) summary() string {
	parts := []string{
		fmt.Sprintf("%d unchanged", d.count("unchanged")+d.count("moved")),
		fmt.Sprintf("%d changed", d.count("changed")),
	}
	for _, status := range []string{"added", "removed"} {
		if n := d.count(status); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, status))
		}
	}
	parts = append(parts, fmt.Sprintf("%d failed", d.count("failed")))
	return fmt.Sprintf("%s: %s%s · since %s (%.12s)", hostsAndOutputs(d.ids()), strings.Join(parts, ", "), opaqueText(d.opaque()), d.Base, d.Commit)
}

// DiffJSON reports both sides' changes as one JSON document.
func DiffJSON(w io.Writer, d Diff) error {
	type failures struct {
		Base *jsonFailure `json:"base"`
		Tree *jsonFailure `json:"tree"`
	}
	type jsonDiffHost struct {
		Kind    string       `json:"kind"`
		Name    string       `json:"name"`
		Status  string       `json:"status"`
		Changes []jsonChange `json:"changes"`
		Failure *failures    `json:"failure"`
		Opaque  []jsonOpaque `json:"notCompared,omitempty"`
	}
	list := []jsonDiffHost{}
	for _, h := range d.Hosts {
		one := jsonDiffHost{Kind: h.Host.Kind, Name: h.Host.Name, Status: h.Status(), Changes: changeDocuments(h.Changes), Opaque: opaqueDocuments(h.Opaque)}
		if before, after := h.Failures(); before != nil || after != nil {
			one.Failure = &failures{failureDocument(before), failureDocument(after)}
		}
		list = append(list, one)
	}
	document := map[string]any{"version": 1, "base": map[string]string{"commit": d.Commit, "name": d.Base}, "hosts": list}
	noteStubbed(document, d.Stubbed)
	noteUnreached(document, d.Unreached)
	d.Relocked.note(document)
	noteOpaque(document, d.opaque())
	return WriteJSON(w, document)
}
