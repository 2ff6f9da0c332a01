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
	stubbed       []string        // inputs of which nothing is known
	idle          []string        // see unreached
	relocked      report.Relocked // inputs that are other ones
	unread        *missingModules // what the commit has and this machine has not; nil if there is nothing
	builds        *builds         // what builds the hosts, where that decides which are walked; nil elsewhere
	style         report.Style    // of a report as text
	same          bool            // the trees are the same to the byte: only the work tree was opened
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
	exported, err := s.base.Export(ctx, repo.root, seesSubmodules)
	if err != nil {
		return err
	}
	s.close = append(s.close, exported.Close)
	s.before.repo = &repository{root: exported.Dir, within: ".", config: repo.config, files: exported.Files()}
	s.after.repo = repo
	if s.unread, err = a.unreadAt(ctx, s.base, exported, repo.config); err != nil {
		return err
	}
	if s.same, err = sameTrees(s.before.repo, s.after.repo); err != nil {
		return err
	}
	s.same = s.same && s.unread == nil
	if err := a.settle(ctx, s.after.repo, s.before.repo); err != nil {
		return err
	}
	if s.stubbed, err = f.stubbed(s.after.repo); err != nil {
		return err
	}
	used, err := a.usageOf(ctx, f, s.before.repo, s.after.repo)
	if err != nil {
		return err
	}
	for _, one := range s.opened() {
		if one.runner, err = a.runner(ctx, one.repo, f, used); err != nil {
			return fmt.Errorf("%s: %w", s.name(one), err)
		}
		s.close = append(s.close, one.runner.Close)
		if one.hosts, err = sideHosts(ctx, one.runner, repo.config.Eval, one == &s.after); err != nil {
			if one == &s.before && s.unread != nil {
				return s.unread.complaint("which hosts there were is not known")
			}
			return fmt.Errorf("%s: %w", s.name(one), err)
		}
	}
	if err := a.sidesOnSystems(ctx, s, f.systems); err != nil {
		return err
	}
	outputs, err := repo.config.Eval.outputs()
	if err != nil {
		return err
	}
	for _, one := range s.opened() {
		one.hosts = append(one.hosts, outputs...)
	}
	if s.idle, err = a.unreached(ctx, s); err != nil {
		return err
	}
	if s.relocked, err = s.relockedInputs(f); err != nil {
		return err
	}
	return a.evalOpened(ctx, f, s)
}

// relockedInputs are the inputs that are other ones in the work tree.
func (s *sides) relockedInputs(f *evalFlags) (report.Relocked, error) {
	inputs, err := harness.RelockedInputs(s.before.repo.root, s.after.repo.root)
	if err != nil {
		return report.Relocked{}, err
	}
	return f.relocked(inputs, "")
}

// opened are the trees that are looked into: of two that are the same, the work tree.
func (s *sides) opened() []*side {
	if s.same {
		return []*side{&s.after}
	}
	return []*side{&s.before, &s.after}
}

func (a *app) evalOpened(ctx context.Context, f *evalFlags, s *sides) error {
	if s.same && f.verdict {
		s.after.outcomes = unread(s.after.hosts, f.standIns)
		s.before.hosts, s.before.outcomes = s.after.hosts, s.after.outcomes
		return nil
	}
	var err error
	if f.verdict && !f.standIns && !s.same {
		if s.builds, err = a.buildsOf(ctx, s); err != nil {
			return err
		}
	}
	for _, one := range s.opened() {
		err = errors.Join(err, a.evalSide(ctx, s, one))
	}
	if s.same {
		s.before.hosts, s.before.outcomes = s.after.hosts, s.after.outcomes
	}
	return err
}

// unread are outcomes of hosts that need no evaluation.
func unread(hosts []harness.Host, standIns bool) map[host.ID]harness.Outcome {
	outcomes := map[host.ID]harness.Outcome{}
	for _, h := range hosts {
		outcomes[h.ID] = harness.Outcome{Host: h, StandIn: standIns}
	}
	return outcomes
}

// sameTrees reports whether an evaluation sees the same files in both.
func sameTrees(before, after *repository) (bool, error) {
	var digests [2]string
	for i, one := range []*repository{before, after} {
		tree, err := one.files.Look(one.root)
		if err != nil {
			return false, err
		}
		if digests[i], err = tree.Digest(); err != nil {
			return false, err
		}
	}
	return digests[0] == digests[1], nil
}

// chosen are the hosts of one tree that can be evaluated; of the older one, those that are there
// still. lost are outcomes of those that cannot be.
func (s *sides) chosen(one *side) (chosen []harness.Host, lost []harness.Outcome) {
	if one == &s.after {
		return one.hosts, nil
	}
	chosen = slices.DeleteFunc(slices.Clone(one.hosts), func(h harness.Host) bool { return !has(s.after.hosts, h.ID) })
	return s.unread.without(chosen, s.after.hosts)
}

// evalSide evaluates the hosts of one tree whose builds differ, or are not known.
func (a *app) evalSide(ctx context.Context, s *sides, one *side) error {
	chosen, lost := s.chosen(one)
	alike, chosen := s.builds.split(chosen)
	if !a.flags.quiet && len(chosen) > 0 {
		fmt.Fprintf(a.err, "%s: %s\n", s.name(one), report.Plural(len(chosen), "host"))
	}
	outcomes, err := one.runner.Eval(ctx, chosen)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name(one), err)
	}
	for i := range outcomes {
		outcomes[i].InHomes = rootsOfHomes(outcomes[i], one.repo.config.Eval.Roots)
	}
	if err := a.locateFailures(ctx, one.repo, outcomes); err != nil {
		return err
	}
	if err := checkRoots(outcomes, one.repo.config); err != nil && one == &s.after {
		return err
	}
	one.outcomes = unread(alike, false)
	for _, o := range append(outcomes, lost...) {
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
	d := report.Diff{Commit: s.base.Commit, Base: s.base.Name, Stubbed: s.stubbed, Unreached: s.idle, Relocked: s.relocked, Style: s.style}
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
		if !s.same {
			one.Opaque = harness.NotCompared(harness.SnapshotOf(*one.Before), *one.After)
		}
	}
	return one
}
