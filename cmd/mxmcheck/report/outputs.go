package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// hostsAndOutputs counts hosts, and the outputs that are recorded beside them.
func hostsAndOutputs(ids []host.ID) string {
	hosts := countHosts(ids)
	outputs := len(ids) - hosts
	switch {
	case outputs == 0:
		return Plural(hosts, "host")
	case hosts == 0:
		return Plural(outputs, "output")
	}
	return Plural(hosts, "host") + ", " + Plural(outputs, "output")
}

// countHosts leaves outputs out.
func countHosts(ids []host.ID) int {
	hosts := 0
	for _, id := range ids {
		if id.Kind != host.Outputs {
			hosts++
		}
	}
	return hosts
}

func hostIDs[T any](list []T, id func(T) host.ID) []host.ID {
	ids := make([]host.ID, len(list))
	for i, one := range list {
		ids[i] = id(one)
	}
	return ids
}

func (d Diff) ids() []host.ID { return hostIDs(d.Hosts, func(h HostDiff) host.ID { return h.Host }) }

func (p Proof) ids() []host.ID {
	return hostIDs(p.Hosts, func(h harness.Proof) host.ID { return h.Host })
}

// HostCount is how many hosts a run is about.
func (s Snapshots) HostCount() int {
	return countHosts(hostIDs(s.Hosts, func(c judge.Compared) host.ID { return c.Outcome.Host.ID }))
}

// counted are all that a run was about, those that were not evaluated among them.
func (s Snapshots) counted() string {
	ids := hostIDs(s.Hosts, func(c judge.Compared) host.ID { return c.Outcome.Host.ID })
	return hostsAndOutputs(append(ids, hostIDs(s.Skipped, func(h harness.Host) host.ID { return h.ID })...))
}

// newLine reports a host, or of an output, that has no snapshot yet.
func newLine(o harness.Outcome) string {
	if o.Host.IsOutput() {
		return fmt.Sprintf("%s is new: %s\n", o.Host, Plural(len(o.Records), "value"))
	}
	return fmt.Sprintf("%s is new: %s, %s elsewhere\n", o.Host, Plural(len(o.Records), "option"), Plural(len(o.Effects), "definition"))
}

// Reheaded says what the first line of a snapshot said otherwise.
func Reheaded(c judge.Compared) string {
	was, is := c.Before.Host, c.Outcome.Host
	if is.IsOutput() {
		return "what is recorded of it changed"
	}
	var parts []string
	if was.System != is.System {
		parts = append(parts, fmt.Sprintf("its system was %s and is %s", cmp.Or(was.System, "not known"), cmp.Or(is.System, "not known")))
	}
	if !slices.Equal(c.Before.Roots, c.Outcome.Roots) {
		parts = append(parts, fmt.Sprintf("its recorded roots were %s and are %s", rootsText(c.Before.Roots), rootsText(c.Outcome.Roots)))
	}
	if len(parts) == 0 { // the snapshot is of a host of another name
		return fmt.Sprintf("its snapshot is that of %s", was)
	}
	return strings.Join(parts, ", ")
}

func rootsText(roots []string) string { return cmp.Or(strings.Join(roots, " "), "none") }

// writeHeads says of which hosts system or roots differ: once for all that differ alike.
func writeHeads(out *strings.Builder, s Snapshots) {
	hosts := map[string][]string{}
	var texts []string
	for _, c := range s.Hosts {
		if !c.Reheaded {
			continue
		}
		text := Reheaded(c)
		if hosts[text] == nil {
			texts = append(texts, text)
		}
		hosts[text] = append(hosts[text], c.Outcome.Host.String())
	}
	for _, text := range texts {
		fmt.Fprintf(out, "%s: %s\n", strings.Join(hosts[text], " "), text)
	}
}

// gone says why a snapshot belongs to nothing.
func gone(file string) string {
	if strings.Contains(file, "/"+host.Outputs+"/") {
		return "the output is recorded no longer"
	}
	return "its host is gone"
}

// argument is what a host is called on the command line; an output has the word before it, because a
// host may have the same name.
func argument(h harness.Host) string {
	if h.IsOutput() {
		return h.String()
	}
	return h.Name
}
