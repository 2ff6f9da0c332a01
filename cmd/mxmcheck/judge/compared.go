package judge

import (
	"errors"
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// Compared is one host beside its accepted snapshot.
type Compared struct {
	Outcome         harness.Outcome
	File            string           // of the snapshot
	Before          harness.Snapshot // as accepted; empty if there is none that can be read
	Missing         bool             // there is no accepted snapshot
	Known           bool             // it does not evaluate, as accepted
	FailureAccepted bool             // that it does not evaluate is to be accepted
	Damage          *harness.DamagedError
	Broken          []harness.Record // options that do not evaluate
	Refused         bool             // not accepted because of them
	SecretsUnread   int              // secrets of which the snapshot says only that they are set
	Opaque          []harness.Opaque // what is written alike in the snapshot and now, and was not compared
	Clear           int              // options and definitions that the snapshot holds in clear although they are secret
	EffectsUnread   int              // effects that were accepted from stand-ins and are now read from real inputs, or the reverse
	TakenUnread     int              // effects that say what the host takes from its inputs, of which the snapshot says nothing
	Reheaded        bool             // kind, system or roots differ
	Changes         []harness.Change
}

// Same reports whether the host is as accepted.
func (c Compared) Same() bool {
	return c.Outcome.Failure == nil && !c.Missing && c.Damage == nil && !c.Reheaded && c.Clear == 0 && len(c.Changes) == 0
}

// Accepted reports whether the host is to be written when accepting is wanted.
func (c Compared) Accepted() bool {
	if c.Outcome.Failure != nil {
		return c.FailureAccepted && !c.Known
	}
	return c.Outcome.Failure == nil && !c.Refused && (!c.Same() || c.EffectsUnread > 0 || c.TakenUnread > 0)
}

// NeedsFlag reports whether the host can be accepted only by name, with the flag for what does not evaluate: options or
// definitions of it do not, or assertions fail, whether they are as accepted or not.
func (c Compared) NeedsFlag() bool { return len(c.Broken) > 0 }

// Open reports whether something is left that a person has to look at, of hosts, or of files whose
// hosts are gone. Written says that what is accepted is written, and not only named.
func Open(hosts []Compared, stale []string, written bool) bool {
	return !written && len(stale) > 0 || slices.ContainsFunc(hosts, func(c Compared) bool {
		failed := c.Outcome.Failure != nil && !c.Known && !(written && c.FailureAccepted)
		return failed || c.Refused || !written && c.Outcome.Failure == nil && !c.Same()
	})
}

// Spared is the comparison without the records of a host that is as accepted: all that is left to say of it is that it
// is. So is the outcome.
func (c Compared) Spared(o *harness.Outcome) Compared {
	if c.Same() && !c.Accepted() {
		o.Records, o.Effects = nil, nil
		c.Outcome, c.Before.Records, c.Before.Effects = *o, nil, nil
	}
	return c
}

// Terms say what a comparison is for.
type Terms struct {
	Check        bool // nothing is to be written
	AcceptErrors bool // what does not evaluate is to be accepted
}

// Compare holds an outcome beside what the host was accepted as. The error is of a snapshot that cannot
// be read at all; one that is damaged is part of the result.
func Compare(store harness.Store, outcome harness.Outcome, hidden harness.Secrets, terms Terms) (Compared, error) {
	one := Compared{Outcome: outcome, File: store.File(outcome.Host.ID)}
	now := harness.SnapshotOf(outcome)
	accepted, found, same, err := store.ReadBeside(outcome)
	var damaged *harness.DamagedError
	switch {
	case errors.As(err, &damaged):
		one.Damage = damaged
	case errors.Is(err, harness.ErrNewerFormat):
		return one, diag.WithHint(fmt.Errorf("%s: %w", one.File, err), "use the mxmcheck that wrote it, or a later one")
	case err != nil:
		return one, err
	}
	one.Missing = !found && one.Damage == nil
	if !same { // what was evaluated holds no secret
		one.Clear = hidden.HideIn(&accepted)
	}
	one.Before = accepted
	if outcome.Failure != nil {
		one.Known = found && harness.EqualRecords(accepted.Records, now.Records)
		one.FailureAccepted = terms.AcceptErrors
		return one, nil
	}
	one.Broken = harness.Broken(outcome)
	one.Refused = one.NeedsFlag() && !terms.AcceptErrors && !terms.Check
	if found {
		if !same {
			one.Changes = harness.Compare(accepted, now)
		}
		one.Opaque = harness.NotCompared(accepted, outcome)
		one.SecretsUnread = harness.SecretsNotCompared(accepted, now)
		one.EffectsUnread = harness.EffectsNotCompared(accepted, now)
		one.TakenUnread = harness.TakenNotCompared(accepted, now)
		one.Reheaded = !accepted.Host.Same(outcome.Host) || !slices.Equal(accepted.Roots, outcome.Roots)
	} else if one.Missing {
		one.Changes = harness.Compare(harness.Snapshot{}, now)
	}
	return one, nil
}
