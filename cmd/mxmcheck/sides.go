package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// sides are a commit and the work tree, both evaluated from exported files under the work tree's
// configuration, with the same stand-ins. Close them.
type sides struct {
	base          harness.Base
	before, after side
	close         []func() error
}

// side is one of the two trees.
type side struct {
	repo     *repository
	runner   *harness.Runner
	hosts    []harness.Host
	outcomes map[host.ID]harness.Outcome
}

func (s *sides) Close() error {
	var err error
	for _, one := range slices.Backward(s.close) {
		err = errors.Join(err, one())
	}
	return err
}

// openSides exports and evaluates both trees. On an error nothing is left to close.
func (a *app) openSides(ctx context.Context, f *evalFlags, revision string) (*sides, error) {
	s := &sides{}
	f.exact = true
	if err := a.evalSides(ctx, f, revision, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (a *app) evalSides(ctx context.Context, f *evalFlags, revision string, s *sides) error {
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	if s.base, err = harness.FindBase(ctx, repo.root, revision); err != nil {
		return err
	}
	exported, err := s.base.Export(ctx, repo.root)
	if err != nil {
		return err
	}
	s.close = append(s.close, exported.Close)
	s.before.repo = &repository{root: exported.Dir, within: ".", config: repo.config}
	s.after.repo = repo
	packages, err := a.packagesOf(f, s.before.repo, s.after.repo)
	if err != nil {
		return err
	}
	for _, one := range []*side{&s.before, &s.after} {
		if one.runner, err = a.runner(ctx, one.repo, f, packages...); err != nil {
			return fmt.Errorf("%s: %w", s.name(one), err)
		}
		s.close = append(s.close, one.runner.Close)
		if one.hosts, err = hosts(ctx, one.runner, repo.config.Eval); err != nil {
			return fmt.Errorf("%s: %w", s.name(one), err)
		}
	}
	return errors.Join(a.evalSide(ctx, s, &s.before), a.evalSide(ctx, s, &s.after))
}

// packagesOf joins what both trees use: stand-ins must not differ by side.
func (a *app) packagesOf(f *evalFlags, repos ...*repository) ([]string, error) {
	var all []string
	for _, repo := range repos {
		if !f.standIns {
			break
		}
		names, err := a.packages(repo)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	return all, nil
}

// evalSide evaluates the hosts of one tree; of the older one, those that are there still.
func (a *app) evalSide(ctx context.Context, s *sides, one *side) error {
	chosen := one.hosts
	if one == &s.before {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(h harness.Host) bool { return !has(s.after.hosts, h.ID) })
	}
	if !a.flags.quiet {
		fmt.Fprintf(a.err, "%s: %d hosts\n", s.name(one), len(chosen))
	}
	outcomes, err := one.runner.Eval(ctx, chosen)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name(one), err)
	}
	if err := a.locateFailures(one.repo, outcomes); err != nil {
		return err
	}
	if err := checkRoots(outcomes, one.repo.config.Eval.Roots); err != nil && one == &s.after {
		return err
	}
	one.outcomes = map[host.ID]harness.Outcome{}
	for _, o := range outcomes {
		one.outcomes[o.Host.ID] = o
	}
	return nil
}

func (s *sides) name(one *side) string {
	if one == &s.before {
		return s.base.Name
	}
	return "work tree"
}

func has(hosts []harness.Host, id host.ID) bool {
	return slices.ContainsFunc(hosts, func(h harness.Host) bool { return h.ID == id })
}

// diff compares the two trees host by host.
func (s *sides) diff() report.Diff {
	d := report.Diff{Commit: s.base.Commit, Base: s.base.Name}
	ids := map[host.ID]bool{}
	for _, h := range slices.Concat(s.before.hosts, s.after.hosts) {
		ids[h.ID] = true
	}
	for _, id := range slices.SortedFunc(maps.Keys(ids), host.Compare) {
		d.Hosts = append(d.Hosts, s.diffHost(id))
	}
	var changes []harness.HostChanges
	for _, one := range d.Hosts {
		changes = append(changes, harness.HostChanges{Host: one.Host, Changes: one.Changes})
	}
	for i, one := range harness.PairRenames(changes) {
		d.Hosts[i].Changes = one.Changes
	}
	return d
}

func (s *sides) diffHost(id host.ID) report.HostDiff {
	one := report.HostDiff{Host: id}
	if before, ok := s.before.outcomes[id]; ok {
		one.Before = &before
	}
	if after, ok := s.after.outcomes[id]; ok {
		one.After = &after
	}
	if one.Comparable() {
		one.Changes = harness.Compare(harness.SnapshotOf(*one.Before), harness.SnapshotOf(*one.After))
	}
	return one
}
