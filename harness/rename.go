package harness

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// HostChanges are the changes of one host.
type HostChanges struct {
	Host    host.ID
	Changes []Change
}

// PairRenames joins, over all hosts at once, an option that is gone with the one that has its
// value, type and priority now, on the same hosts and no others. An option that is there but has no
// value any more, as mkRenamedOptionModule leaves one behind, is gone. Only a pair that is unique is
// joined: where two could be meant, both stay as they are.
func PairRenames(hosts []HostChanges) []HostChanges {
	gone, come := options(hosts, isGone), options(hosts, isNew)
	renamed := map[string]string{} // by new path
	for _, likeness := range likenesses {
		before, after := unique(gone, likeness), unique(come, likeness)
		for key, old := range before {
			if now, ok := after[key]; ok && old != "" && now != "" {
				renamed[now] = old
				delete(gone, old)
				delete(come, now)
			}
		}
	}
	if len(renamed) == 0 {
		return hosts
	}
	out := make([]HostChanges, len(hosts))
	for i, one := range hosts {
		out[i] = HostChanges{Host: one.Host, Changes: joined(one.Changes, renamed)}
	}
	return out
}

// fleetOption is an option that came or went: what it is on each host that has it.
type fleetOption struct {
	path    string
	content string // hosts with values, types and priorities
	telling bool   // some value is more than a switch: equality is no accident
}

// isGone gives what an option was that is gone.
func isGone(c Change) *Record {
	if c.Kind == "removed" || c.Kind == "changed" && unset(c.After.Value) && !unset(c.Before.Value) {
		return c.Before
	}
	return nil
}

// isNew gives what an option is that is new.
func isNew(c Change) *Record {
	if c.Kind == "added" {
		return c.After
	}
	return nil
}

func options(hosts []HostChanges, pick func(Change) *Record) map[string]fleetOption {
	found := map[string]fleetOption{}
	for _, one := range hosts {
		for _, c := range one.Changes {
			r := pick(c)
			if r == nil || c.Effect {
				continue
			}
			option := found[c.Path]
			option.path = c.Path
			option.content += strings.Join([]string{one.Host.String(), r.Type, r.Priority, r.Exact.Contents, renderValue(r.Value)}, "\x00") + "\x01"
			option.telling = option.telling || telling(r.Value)
			found[c.Path] = option
		}
	}
	return found
}

// telling reports whether two options with this value are hardly so by chance.
func telling(value any) bool {
	switch v := value.(type) {
	case nil, bool:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	case Special:
		return v.Kind == "derivation" || v.Kind == "path" || v.Kind == "stub"
	}
	return true
}

// likenesses are the grounds for joining two options beyond their content, best first; "" is none.
var likenesses = []func(o fleetOption, parts []string) string{
	func(_ fleetOption, parts []string) string { return tail(parts, 3) },
	func(_ fleetOption, parts []string) string { return tail(parts, 2) },
	func(_ fleetOption, parts []string) string { return tail(parts, 1) },
	func(_ fleetOption, parts []string) string { return "in " + strings.Join(parts[:len(parts)-1], ".") },
	func(o fleetOption, _ []string) string { return map[bool]string{true: "value"}[o.telling] },
}

func tail(parts []string, count int) string {
	if len(parts) < count {
		return ""
	}
	return strings.Join(parts[len(parts)-count:], ".")
}

// unique gives, by likeness and content, the path of the only option with both; "" where several have.
func unique(options map[string]fleetOption, likeness func(fleetOption, []string) string) map[string]string {
	found := map[string]string{}
	for path, o := range options {
		ground := likeness(o, probe.SplitPath(path))
		if ground == "" {
			continue
		}
		key := ground + "\x02" + o.content
		if _, taken := found[key]; taken {
			path = ""
		}
		found[key] = path
	}
	return found
}

// joined replaces the two halves of every rename by one change, which stands where the new one did.
func joined(changes []Change, renamed map[string]string) []Change {
	before := map[string]*Record{}
	for _, c := range changes {
		if r := isGone(c); r != nil && !c.Effect {
			before[c.Path] = r
		}
	}
	var out []Change
	gone := map[string]bool{}
	for _, c := range changes {
		if old, ok := renamed[c.Path]; ok && c.Kind == "added" && !c.Effect && before[old] != nil {
			c.Kind, c.Before = "renamed", before[old]
			gone[old] = true
		}
		out = append(out, c)
	}
	return slices.DeleteFunc(out, func(c Change) bool { return isGone(c) != nil && !c.Effect && gone[c.Path] })
}
