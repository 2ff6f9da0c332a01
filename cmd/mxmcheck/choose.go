package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// isGlob reports whether a name of hosts may name several.
func isGlob(name string) bool { return strings.ContainsAny(name, "*?[{") }

// names reports whether a name or a glob, as NAME or as KIND/NAME, names a host.
func names(pattern string, h harness.Host) bool {
	for _, name := range []string{h.Name, h.String()} {
		if pattern == name {
			return true
		}
		if ok, err := doublestar.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}

// choose picks the hosts that were named. What is the name of a host is no glob.
func choose(all []harness.Host, wanted []string) ([]harness.Host, error) {
	if len(wanted) == 0 {
		return all, nil
	}
	chosen := map[host.ID]bool{}
	for _, name := range wanted {
		found := slices.DeleteFunc(slices.Clone(all), func(h harness.Host) bool { return name != h.Name && name != h.String() })
		if len(found) == 0 {
			found = slices.DeleteFunc(slices.Clone(all), func(h harness.Host) bool { return !names(name, h) })
		}
		if len(found) == 0 {
			return nil, noHost(all, name)
		}
		for _, h := range found {
			chosen[h.ID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(h harness.Host) bool { return !chosen[h.ID] }), nil
}

// noHost says that a name or a glob names nothing, and what it may have been meant to be.
func noHost(all []harness.Host, name string) error {
	literal, rest, hint := name, "", "mxmcheck hosts lists them"
	if i := strings.IndexAny(name, "*?[{"); i >= 0 {
		literal, rest = name[:i], name[i:]
	}
	if nearest, ok := nearestName(literal, beginnings(all, len(literal), rest != "")); ok {
		hint = fmt.Sprintf("did you mean %q?", nearest+rest)
	}
	what := fmt.Sprintf("no host %q", name)
	if rest != "" {
		what = fmt.Sprintf("no host is named by %q", name)
	}
	return diag.WithHint(errors.New(what), hint)
}

// nearestName is the name that was meant: two letters that changed places are one mistake.
func nearestName(word string, names []string) (string, bool) {
	for i := 1; i < len(word); i++ {
		swapped := word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:]
		if slices.Contains(names, swapped) {
			return swapped, true
		}
	}
	return analyzer.Nearest(word, names)
}

// beginnings are the names of hosts, as NAME and as KIND/NAME; of a glob, as much of them as stands
// before its first sign.
func beginnings(all []harness.Host, length int, cut bool) []string {
	var texts []string
	for _, h := range all {
		for _, name := range []string{h.Name, h.String()} {
			if cut {
				name = name[:min(length, len(name))]
			}
			texts = append(texts, name)
		}
	}
	return texts
}

// ofSystems leaves out hosts of systems that are not wanted; one that does not tell its system stays.
func (e *evaluator) ofSystems(ctx context.Context, hosts []harness.Host) (wanted []harness.Host, passed int, err error) {
	if len(e.flags.systems) == 0 {
		return hosts, 0, nil
	}
	found := slices.Clone(hosts)
	var missing []harness.Host
	for i, h := range found {
		if o, known := e.cache.Outcome(h, e.files.Host(h.String())); known {
			found[i].System = o.Host.System
			continue
		}
		missing = append(missing, h)
	}
	if len(missing) > 0 {
		if err := e.open(ctx); err != nil {
			return nil, 0, err
		}
		if missing, err = e.runner.Systems(ctx, missing); err != nil {
			return nil, 0, fmt.Errorf("find the systems of hosts: %w", err)
		}
	}
	for _, h := range missing {
		found[slices.IndexFunc(found, func(one harness.Host) bool { return one.ID == h.ID })] = h
	}
	wanted, err = onSystems(found, e.flags.systems)
	return wanted, len(found) - len(wanted), err
}

// onSystems keeps the hosts of some systems, and those that do not tell theirs.
func onSystems(hosts []harness.Host, systems []string) ([]harness.Host, error) {
	there := map[string]bool{}
	for _, h := range hosts {
		there[h.System] = true
	}
	untold := there[""]
	delete(there, "")
	known := slices.Sorted(maps.Keys(there))
	for _, system := range systems {
		if there[system] || untold || len(hosts) == 0 {
			continue
		}
		hint := "the hosts are of " + strings.Join(known, ", ")
		if nearest, ok := analyzer.Nearest(system, known); ok {
			hint = fmt.Sprintf("did you mean %q?", nearest)
		}
		return nil, diag.WithHint(fmt.Errorf("no host is of the system %q", system), hint)
	}
	return slices.DeleteFunc(slices.Clone(hosts), func(h harness.Host) bool {
		return h.System != "" && len(systems) > 0 && !slices.Contains(systems, h.System)
	}), nil
}

// onSystems keeps what is listed of some systems.
func (a *app) onSystems(listed []report.ListedHost, systems []string) ([]report.ListedHost, error) {
	var hosts []harness.Host
	for _, one := range listed {
		hosts = append(hosts, one.Host)
	}
	wanted, err := onSystems(hosts, systems)
	if passed := len(hosts) - len(wanted); err == nil && passed > 0 && !a.flags.quiet {
		fmt.Fprintf(a.err, "%s of other systems passed over\n", report.Plural(passed, "host"))
	}
	return slices.DeleteFunc(listed, func(one report.ListedHost) bool { return !has(wanted, one.ID) }), err
}

// sidesOnSystems leaves out the hosts that are of none of the systems, neither before nor after.
func (a *app) sidesOnSystems(ctx context.Context, s *sides, systems []string) error {
	if len(systems) == 0 {
		return nil
	}
	wanted, all := map[host.ID]bool{}, map[host.ID]bool{}
	var refused error
	for _, one := range s.opened() {
		hosts, err := one.runner.Systems(ctx, one.hosts)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name(one), err)
		}
		kept, err := onSystems(hosts, systems)
		if one == &s.after {
			refused = err
		}
		for _, h := range hosts {
			all[h.ID] = true
		}
		for _, h := range kept {
			wanted[h.ID] = true
		}
	}
	if len(wanted) == 0 && refused != nil {
		return refused
	}
	for _, one := range s.opened() {
		one.hosts = slices.DeleteFunc(one.hosts, func(h harness.Host) bool { return !wanted[h.ID] })
	}
	if passed := len(all) - len(wanted); passed > 0 && !a.flags.quiet {
		fmt.Fprintf(a.err, "%s of other systems passed over\n", report.Plural(passed, "host"))
	}
	return nil
}
