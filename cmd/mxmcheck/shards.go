package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// shard is one of several runs that share the hosts, written as K/N. The zero value is a whole run.
type shard struct{ k, n int }

func (s *shard) Set(text string) error {
	first, second, _ := strings.Cut(text, "/")
	k, err := strconv.Atoi(first)
	n, err2 := strconv.Atoi(second)
	if err != nil || err2 != nil || k < 1 || k > n {
		return diag.WithHint(fmt.Errorf("%q is no shard", text), "its number, from 1, and how many there are: 1/3, 2/3 or 3/3")
	}
	*s = shard{k, n}
	return nil
}

func (s *shard) Type() string { return "K/N" }
func (s *shard) String() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.k, s.n)
}

func (s shard) whole() bool { return s.n == 0 }

// checkShard refuses what a shard cannot do.
func (f *snapshotFlags) checkShard() error {
	switch {
	case f.shard.whole():
		return nil
	case !f.check:
		return diag.WithHint(errors.New("a shard accepts nothing"), "--shard goes with --check")
	case f.affected != "":
		return diag.WithHint(errors.New("--shard goes without --affected"), "what --affected leaves to evaluate is for one machine")
	}
	return nil
}

// chosen are the hosts of a run, of all that there are: those that were named, of the systems that are
// wanted; of a shard, its share, or those that were named. passed is how many are of other systems.
func (e *evaluator) chosen(ctx context.Context, all []harness.Host, names []string, part shard) (chosen, wanted []harness.Host, passed int, err error) {
	if part.whole() {
		if chosen, err = choose(all, names); err == nil {
			chosen, passed, err = e.wantedOnSystems(ctx, chosen)
		}
		return chosen, chosen, passed, err
	}
	if wanted, passed, err = e.wantedOnSystems(ctx, all); err != nil {
		return nil, nil, 0, err
	}
	if chosen = judge.Share(wanted, part.k, part.n); len(names) > 0 {
		chosen, err = choose(wanted, names)
	}
	if err == nil && !e.a.flags.quiet {
		fmt.Fprintf(e.a.err, "shard %s: %d of %d hosts\n", &part, len(chosen), len(wanted))
	}
	return chosen, wanted, passed, err
}

// cover says what the verdict of a shard is about; nil for a whole run.
func (e *evaluator) cover(ctx context.Context, f *snapshotFlags, wanted, chosen []harness.Host, accept string) (*judge.Cover, error) {
	if f.shard.whole() {
		return nil, nil
	}
	nix, err := harness.VersionOf(ctx, e.flags.nix)
	if err != nil {
		return nil, err
	}
	c := e.repo.config
	options := fmt.Sprintf("%q %q %q %q %q %q %t %t %q %q %q %q %q", e.repo.files.Prefix, c.Namespace, c.Snapshots, c.Eval.HostsIn, c.Eval.Record, c.Eval.Exclude, c.Eval.Effects, c.Eval.AllowIFD, c.Eval.Secrets, e.flags.overrides, e.flags.systems, e.flags.store, e.flags.evalStore)
	given, err := e.given(ctx)
	if err != nil {
		return nil, err
	}
	mode := modeLocked
	if e.flags.standIns {
		mode = modeStandIns
	}
	return &judge.Cover{
		Shard: f.shard.k, Of: f.shard.n, Mxmcheck: versionText(), Nix: nix, Tree: e.digest, Mode: string(mode), Given: given,
		Options: fmt.Sprintf("%x", sha256.Sum256([]byte(options))), Roots: append([]string{}, c.Eval.Roots...), RootsFound: c.rootsFound, Effects: c.Eval.Effects,
		Accept: accept, Hosts: nameAll(wanted), Covers: nameAll(chosen),
	}, nil
}

// given is a digest of what the inputs hold, where some are not those of the lock, which is a part of the tree: the text
// of a flag says of a folder only where it is.
func (e *evaluator) given(ctx context.Context) (string, error) {
	if len(e.flags.overrides) == 0 {
		return "", nil
	}
	if err := e.open(ctx); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", e.runner.Inputs()))), nil
}

func nameAll(hosts []harness.Host) []string {
	list := make([]string, len(hosts))
	for i, h := range hosts {
		list[i] = h.String()
	}
	return list
}

// toShards divides what is listed among shards; without a number each is one by itself.
func toShards(listed []report.ListedHost, shards int, cost func(harness.Host) float64) {
	if shards == 0 || shards >= len(listed) {
		for i := range listed {
			listed[i].Shard, listed[i].Of = i+1, len(listed)
		}
		return
	}
	costs := make([]float64, len(listed))
	for i := range listed {
		costs[i] = cost(listed[i].Host)
	}
	for i, number := range judge.Balance(costs, shards) {
		listed[i].Shard, listed[i].Of = number, shards
	}
}
