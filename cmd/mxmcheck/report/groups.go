package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"mxmcheck/harness"
)

// group is a list of changes that the same hosts share.
type group struct {
	hosts   []string
	changes []harness.Change
}

// grouped puts changes that look the same on several hosts together, in the order of the first.
func grouped(hosts []harness.HostChanges) []group {
	type shared struct {
		change harness.Change
		hosts  []string
	}
	byLine := map[string]*shared{}
	var all []*shared
	for _, one := range hosts {
		name := one.Host.String()
		for _, change := range one.Changes {
			line := changeLine(change)
			found := byLine[line]
			if found == nil {
				found = &shared{change: change}
				byLine[line], all = found, append(all, found)
			}
			if n := len(found.hosts); n == 0 || found.hosts[n-1] != name {
				found.hosts = append(found.hosts, name)
			}
		}
	}
	var groups []group
	at := map[string]int{}
	for _, one := range all {
		names := strings.Join(one.hosts, " ")
		i, known := at[names]
		if !known {
			i, at[names] = len(groups), len(groups)
			groups = append(groups, group{hosts: one.hosts})
		}
		groups[i].changes = append(groups[i].changes, one.change)
	}
	return groups
}

// SharedChange is one change, and the hosts that have it.
type SharedChange struct {
	Hosts  []string
	Change harness.Change
	style  Style
}

// Shared lists the changes of snapshots, each once, without those of new hosts.
func Shared(s Snapshots) []SharedChange {
	var out []SharedChange
	for _, g := range grouped(shown(s)) {
		for _, c := range g.changes {
			out = append(out, SharedChange{g.hosts, c, s.Style})
		}
	}
	return out
}

// Write writes the change as snapshot prints it; total is how many hosts there are.
func (c SharedChange) Write(w io.Writer, total int) error {
	var out strings.Builder
	writeGroup(&out, group{c.Hosts, []harness.Change{c.Change}}, total, c.style)
	_, err := io.WriteString(w, c.style.Fold(out.String()))
	return err
}

// Same reports whether a change of one host is this one.
func (c SharedChange) Same(other harness.Change) bool {
	return changeLine(c.Change) == changeLine(other)
}

// shown leaves out hosts that are new: all of it is new, and the snapshot says it.
func shown(s Snapshots) []harness.HostChanges {
	var out []harness.HostChanges
	for _, c := range s.Hosts {
		if !c.Missing {
			out = append(out, harness.HostChanges{Host: c.Outcome.Host.ID, Changes: c.Changes})
		}
	}
	return out
}

func writeGroup(out *strings.Builder, g group, total int, style Style) {
	out.WriteString(namesText(g.hosts, " ", style))
	if len(g.hosts) > 1 {
		fmt.Fprintf(out, " · the same on %d of %d hosts", len(g.hosts), total)
	}
	out.WriteString("\n")
	width, middle := 0, 0
	for _, c := range g.changes {
		width, middle = max(width, min(len(c.Path), 60)), max(middle, min(len([]rune(values(c))), 40))
	}
	for _, c := range g.changes {
		text := values(c)
		padding := strings.Repeat(" ", max(0, middle-len([]rune(text))))
		line := fmt.Sprintf("  %s %-*s   %s%s   %s", style.sign(sign(c)), width, c.Path, text, padding, strings.Join(c.Files(), " "))
		if c.Kind == "moved" { // its text names the files
			line = fmt.Sprintf("  %s %-*s   %s", style.sign(sign(c)), width, c.Path, text)
		}
		out.WriteString(line + "\n" + lostErrors(c.After))
	}
}

func changeLine(c harness.Change) string {
	return strings.Join([]string{sign(c), c.Path, values(c), full(c.Before), full(c.After), fmt.Sprint(c.Effect)}, "\x00")
}

func full(r *harness.Record) string {
	if r == nil {
		return ""
	}
	return strings.Join(append([]string{r.Type, r.Priority, harness.RenderValue(r.Value)}, r.Files...), "\x01")
}

func sign(c harness.Change) string {
	return map[string]string{"added": "+", "removed": "-", "changed": "~", "moved": ">", "renamed": "="}[c.Kind]
}

// values prints what a change changes: the value, and what stands beside it.
func values(c harness.Change) string {
	switch c.Kind {
	case "added":
		return short(c.After.Value)
	case "removed":
		return short(c.Before.Value)
	case "moved":
		return "defined in " + cmp.Or(strings.Join(c.Before.Files, " "), "no file") + " → " + cmp.Or(strings.Join(c.After.Files, " "), "no file")
	case "renamed":
		return "was " + c.Before.Path + ", " + short(c.After.Value)
	}
	var parts []string
	for _, aspect := range c.Aspects() {
		switch aspect {
		case "value":
			parts = append(parts, valueText(c.Before.Value, c.After.Value))
		case "type":
			parts = append(parts, "type "+c.Before.Type+" → "+c.After.Type)
		case "priority":
			parts = append(parts, "priority "+c.Before.Priority+" → "+c.After.Priority)
		case "secret":
			parts = append(parts, secretsText(c, "set → set otherwise"))
		case "contents":
			parts = append(parts, short(c.After.Value)+", with another content")
		case "property":
			parts = append(parts, "property "+cmp.Or(c.Before.Exact.Under, "none")+" → "+cmp.Or(c.After.Exact.Under, "none"))
		case "order":
			parts = append(parts, fmt.Sprintf("%s, definition %d → %d of its path", short(c.After.Value), c.Before.Exact.Place, c.After.Exact.Place))
		}
	}
	return strings.Join(parts, ", ")
}

// secretsText says something of the secrets of a change that are set otherwise.
func secretsText(c harness.Change, text string) string {
	var parts []string
	for _, place := range c.SecretsChanged() {
		if place == "" {
			return text
		}
		parts = append(parts, place+" "+text)
	}
	return strings.Join(parts, ", ")
}

const longest = 100

// short is a value on one line.
func short(value any) string {
	text := oneLine(harness.RenderValue(value))
	if runes := []rune(text); len(runes) > longest {
		return fmt.Sprintf("%s… (%d characters)", string(runes[:longest]), len(runes))
	}
	return text
}
