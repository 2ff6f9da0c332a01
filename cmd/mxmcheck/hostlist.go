package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// places are the outputs that hold hosts besides those that nix knows.
func (c evalConfig) places() ([]host.Place, error) {
	var places []host.Place
	for _, text := range c.HostsIn {
		place, err := host.ParsePlace(text)
		if err != nil {
			return nil, diag.WithHint(fmt.Errorf("hosts-in: %w", err), "as in legacyPackages.*.homeConfigurations, or home:people.*")
		}
		places = append(places, place)
	}
	return places, nil
}

// checkHosts refuses what names no places and no hosts.
func (c evalConfig) checkHosts() error {
	if _, err := c.places(); err != nil {
		return err
	}
	if _, err := c.outputs(); err != nil {
		return err
	}
	for _, pattern := range c.Exclude {
		if !doublestar.ValidatePattern(pattern) {
			return fmt.Errorf("exclude: %q is no glob", pattern)
		}
	}
	return nil
}

// list has nix list the hosts, and for what looks like hosts elsewhere.
func (a *app) list(ctx context.Context, r *harness.Runner) (harness.Listing, error) {
	list, err := r.Hosts(ctx)
	if err != nil {
		return list, err
	}
	elsewhere, err := r.Elsewhere(ctx)
	if err != nil && ctx.Err() != nil {
		return list, context.Cause(ctx)
	}
	if err != nil && a.flags.verbose {
		fmt.Fprintf(a.err, "note: whether other outputs hold hosts is not known: %s\n", err)
	}
	list.Elsewhere = elsewhere
	return list, nil
}

// listed are the hosts that the configuration does not exclude. What looks like hosts and is not
// looked at is said.
func (a *app) listed(list harness.Listing, c evalConfig) ([]harness.Host, error) {
	a.tellElsewhere(list.Elsewhere, c)
	if len(list.Absent) > 0 {
		return nil, absentPlace(list)
	}
	if err := list.Some(); err != nil {
		return nil, err
	}
	return kept(list.Hosts, c)
}

func absentPlace(list harness.Listing) error {
	var known []string
	for _, e := range list.Elsewhere {
		known = append(known, e.Place)
	}
	hint := `see "hosts-in" in ` + configName
	if nearest, ok := analyzer.Nearest(list.Absent[0], known); ok {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return diag.WithHint(fmt.Errorf("hosts-in: the flake has no set at %q", list.Absent[0]), hint)
}

// tellElsewhere names what looks like hosts and is not looked at, unless the configuration excludes it.
func (a *app) tellElsewhere(found []harness.Elsewhere, c evalConfig) {
	var told, keys []string
	for _, e := range found {
		if slices.Contains(c.Exclude, e.Place) {
			continue
		}
		told = append(told, fmt.Sprintf("%s (%d)", e.Place, e.Hosts))
		keys = append(keys, fmt.Sprintf("%q", e.Place))
	}
	if len(told) > 0 {
		fmt.Fprintf(a.err, "note: these look like hosts and are not looked at: %s; [eval] hosts-in = [%s] takes them in, and exclude leaves them out\n", strings.Join(told, ", "), strings.Join(keys, ", "))
	}
}

var errExcluded = diag.WithHint(errors.New("every host is excluded"), `see "exclude" in `+configName)

// kept are the hosts that the configuration does not exclude.
func kept(all []harness.Host, c evalConfig) ([]harness.Host, error) {
	hosts := slices.DeleteFunc(slices.Clone(all), func(h harness.Host) bool {
		return slices.ContainsFunc(c.Exclude, func(pattern string) bool { return names(pattern, h) })
	})
	if len(hosts) == 0 {
		return nil, errExcluded
	}
	return hosts, nil
}

// excludes reports whether hosts of that name are left out, of some kind.
func (c evalConfig) excludes(name string) bool {
	return slices.ContainsFunc(c.Exclude, func(pattern string) bool {
		_, plain, _ := strings.Cut(pattern, "/")
		return names(pattern, harness.Host{ID: host.ID{Name: name}}) || plain != "" && names(plain, harness.Host{ID: host.ID{Name: name}})
	})
}

// sideHosts lists the hosts of one of two trees. A commit may lack what the configuration of the work
// tree names.
func sideHosts(ctx context.Context, r *harness.Runner, c evalConfig, after bool) ([]harness.Host, error) {
	list, err := r.Hosts(ctx)
	if err != nil {
		return nil, err
	}
	if after && len(list.Absent) > 0 {
		return nil, absentPlace(list)
	}
	if err := list.Some(); err != nil {
		return nil, err
	}
	return kept(list.Hosts, c)
}
