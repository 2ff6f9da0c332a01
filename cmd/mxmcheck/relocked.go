package main

import (
	"context"
	"fmt"
	"slices"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// relocked is what a report says of inputs that are other ones; what is overridden is the same on both sides.
func (f *evalFlags) relocked(inputs []harness.Relocked, since string) (report.Relocked, error) {
	overrides, err := f.parsedOverrides()
	inputs = slices.DeleteFunc(inputs, func(in harness.Relocked) bool {
		return slices.ContainsFunc(overrides, func(o harness.Override) bool { return o.Input == in.Name })
	})
	return report.Relocked{Inputs: inputs, StandIns: f.standIns, Since: since}, err
}

// relockedSnapshots names the inputs that may be why hosts differ from their snapshots: those that are
// other ones than at BASE, or, without one, than at the last commit to the snapshots. Stand-ins
// are the same whatever the inputs are.
func (f *snapshotFlags) relockedSnapshots(ctx context.Context, repo *repository, reach *reach, hosts []judge.Compared) (report.Relocked, error) {
	if reach != nil {
		inputs, err := harness.RelockedInputs(reach.exported.Dir, repo.root)
		if err != nil { // the lock of BASE could not be read, and here nothing hangs on it
			return report.Relocked{}, nil
		}
		return f.evalFlags.relocked(inputs, reach.base.Name)
	}
	if f.standIns || !slices.ContainsFunc(hosts, differs) {
		return report.Relocked{}, nil
	}
	inputs, commit, err := harness.RelockedSince(ctx, repo.root, repo.config.Snapshots)
	if err != nil {
		return report.Relocked{}, err
	}
	return f.evalFlags.relocked(inputs, fmt.Sprintf("%.12s, the last commit to the snapshots", commit))
}

// differs reports whether a host is not as in its snapshot.
func differs(c judge.Compared) bool {
	failed := c.Outcome.Failure != nil
	return !c.Missing && (failed && !c.Known || !failed && !c.Same())
}
