package judge

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
	"mxmcheck/harness/probe"
)

// Acceptance is what is to be written.
type Acceptance struct {
	Write  []harness.Snapshot
	Remove []string
	Told   []string // of the hosts of which a part is written
}

// AcceptAll accepts all that may be, and lets the files go whose hosts are gone.
func AcceptAll(hosts []Compared, stale []string) Acceptance {
	accepted := Acceptance{Remove: stale}
	for _, one := range hosts {
		if one.Accepted() {
			accepted.Write = append(accepted.Write, harness.SnapshotOf(one.Outcome))
		}
	}
	return accepted
}

// AcceptOnly accepts what changed at some paths or below, and nothing else.
func AcceptOnly(hosts []Compared, only []string) (Acceptance, error) {
	var accepted Acceptance
	for _, path := range only {
		met := false
		for _, c := range hosts {
			met = met || slices.ContainsFunc(c.Changes, func(change harness.Change) bool { return below(change.Path, path) })
		}
		if !met {
			return accepted, diag.WithHint(fmt.Errorf("nothing changed at %q", path), "mxmcheck snapshot --check says what did")
		}
	}
	for _, c := range hosts {
		if c.Outcome.Failure != nil || c.WholeOnly() {
			continue
		}
		var p Plan
		for _, change := range c.Changes {
			at := func(path string) bool { return below(change.Path, path) }
			if slices.ContainsFunc(only, at) && (!c.Refused || !RecordsError(change)) {
				p.Changes = append(p.Changes, change)
			}
		}
		if snapshot, any := p.Snapshot(c); any {
			accepted.Write = append(accepted.Write, snapshot)
			accepted.Told = append(accepted.Told, fmt.Sprintf("%s: %d of %d changes accepted", c.Outcome.Host, len(p.Changes), len(c.Changes)))
		}
	}
	return accepted, nil
}

// Plan is what was accepted of one host so far.
type Plan struct {
	Whole   bool
	Changes []harness.Change
}

// Snapshot is what is to be written of a host: what was accepted before, and what is now.
func (p Plan) Snapshot(c Compared) (harness.Snapshot, bool) {
	now := harness.SnapshotOf(c.Outcome)
	if p.Whole {
		return now, true
	}
	if len(p.Changes) == 0 {
		return harness.Snapshot{}, false
	}
	out := c.Before.With(p.Changes)
	out.StandIn = len(out.Effects) > 0 && (c.Before.StandIn || now.StandIn)
	return out, true
}

// WholeOnly reports whether a host can only be accepted whole: its changes cannot be separated.
func (c Compared) WholeOnly() bool {
	return c.Missing || c.Damage != nil || c.Clear > 0 || c.Reheaded || c.EffectsUnread > 0
}

// RecordsError reports whether accepting a change would record something that does not evaluate.
func RecordsError(c harness.Change) bool { return c.After != nil && harness.IsBroken(*c.After) }

// below reports whether an option's path is prefix, or stands below it.
func below(path, prefix string) bool {
	parts, wanted := probe.SplitPath(path), probe.SplitPath(prefix)
	return len(wanted) <= len(parts) && slices.Equal(parts[:len(wanted)], wanted)
}
