package main

import (
	"context"
	"fmt"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// builds are what builds the hosts that both sides have. A host whose builds are the same needs no
// walk of its options. nil knows of none.
type builds struct {
	pairs   *harness.DerivationPairs
	derived map[host.ID]*[2]harness.Derived // before, and after
	alike   map[host.ID]bool
}

// buildsOf evaluates what builds the hosts of both sides.
func (a *app) buildsOf(ctx context.Context, s *sides) (*builds, error) {
	b := &builds{pairs: harness.NewDerivationPairs(s.before.runner, s.after.runner), derived: map[host.ID]*[2]harness.Derived{}, alike: map[host.ID]bool{}}
	before, _ := s.chosen(&s.before)
	for i, one := range []*side{&s.before, &s.after} {
		var hosts []harness.Host
		for _, h := range one.hosts {
			if has(before, h.ID) && h.Kind != host.Outputs {
				hosts = append(hosts, h)
			}
		}
		if !a.flags.quiet {
			fmt.Fprintf(a.err, "%s: derivations of %s\n", s.name(one), report.Plural(len(hosts), "host"))
		}
		derived, err := one.runner.Derivations(ctx, hosts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name(one), err)
		}
		for n, h := range hosts {
			if b.derived[h.ID] == nil {
				b.derived[h.ID] = &[2]harness.Derived{}
			}
			b.derived[h.ID][i] = derived[n]
		}
	}
	for id, derived := range b.derived {
		b.alike[id] = b.pairs.Same(derived[0], derived[1])
	}
	return b, nil
}

// same reports whether what builds a host is known to be the same.
func (b *builds) same(id host.ID) bool { return b != nil && b.alike[id] }

// split parts hosts into those whose builds are the same and all others.
func (b *builds) split(hosts []harness.Host) (alike, others []harness.Host) {
	for _, h := range hosts {
		if b.same(h.ID) {
			alike = append(alike, h)
		} else {
			others = append(others, h)
		}
	}
	return alike, others
}

// compare compares what builds a host that both sides have.
func (b *builds) compare(id host.ID) harness.DerivationComparison {
	derived := b.derived[id]
	return b.pairs.Compare(derived[0], derived[1])
}
