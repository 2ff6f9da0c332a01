package main

import (
	"cmp"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// comparing holds hosts beside what was accepted of them, each as it becomes known: the records of a
// fleet are then not all in memory at once.
type comparing struct {
	store  harness.Store
	hidden harness.Secrets
	terms  judge.Terms
	spare  bool // see snapshotFlags
	hosts  []judge.Compared
	errs   []error // of each
}

func (f *snapshotFlags) comparing(repo *repository, store harness.Store) (*comparing, error) {
	hidden, err := harness.NewSecrets(repo.config.Eval.Secrets)
	if err != nil {
		return nil, err
	}
	return &comparing{store: store, hidden: hidden, terms: judge.Terms{Check: f.check, AcceptErrors: f.acceptErrors}, spare: f.spare}, nil
}

// room makes room for n further hosts; it gives what compares the one at a place among them.
func (c *comparing) room(n int) func(i int, o *harness.Outcome) {
	from := len(c.hosts)
	c.hosts, c.errs = append(c.hosts, make([]judge.Compared, n)...), append(c.errs, make([]error, n)...)
	return func(i int, o *harness.Outcome) {
		one, err := judge.Compare(c.store, *o, c.hidden, c.terms)
		if c.spare && err == nil {
			one = one.Spared(o)
		}
		c.hosts[from+i], c.errs[from+i] = one, err
	}
}

// all are the hosts, once all are known. Of errors it gives the first in the order of hosts.
func (c *comparing) all() ([]judge.Compared, error) {
	return c.hosts, cmp.Or(c.errs...)
}
