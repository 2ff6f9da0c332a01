package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

type snapshotFlags struct {
	evalFlags
	check        bool
	review       bool
	only         []string
	acceptErrors bool
	affected     string
	shard        shard
	watch        bool
	spare        bool // no more is said of a host that is as accepted: its records need not be kept
}

func newSnapshot(a *app) *cobra.Command {
	var flags snapshotFlags
	cmd := &cobra.Command{
		Use:   "snapshot [HOST…]",
		Short: "Evaluate hosts and accept what they are, or compare with what was accepted",
		Long: `snapshot evaluates the hosts, writes what they are to the folder of snapshots, and says what
changed; the files of hosts that are gone are deleted. With --check it writes nothing and exits 1 on
any difference, any host that does not evaluate, any snapshot that is missing or belongs to no host.

--review asks for each change, on a terminal, whether to accept it; what is accepted is written, and
nothing else. Without a terminal it prints the commands that accept each. --only PATH accepts what
changed at PATH, in options and definitions, or below, and leaves the rest as it was accepted.

A host that does not evaluate is never accepted, nor an option or a definition that does not, nor an
assertion that fails, unless the host is named: snapshot HOST --accept-errors.

HOST is a name, as NAME or as KIND/NAME, or a glob: 'web*', 'nixos/*'. A glob that names no host is
refused, as a name is that no host has. What [eval] record names has a snapshot too, and is called
outputs/NAME.

With --watch it evaluates, after a change, the hosts that the change can reach; of the others the earlier
outcome stands. With --override-input every host is evaluated each time, and folders outside the
repository are not watched.

With --shard K/N, N machines share the hosts, and --format json writes what merge puts together: shard K
has every Nth host of the sorted list, whatever the machine, or the HOSTs that hosts --format matrix
hands out.

It exits 0 if nothing is left to look at, 1 otherwise, 2 if it could not look.

Formats: ` + report.FormatList(report.OfSnapshots) + `.`,
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.runSnapshot(cmd.Context(), &flags, names, a.out)
		},
	}
	flags.add(cmd)
	cmd.Flags().BoolVar(&flags.check, "check", false, "write nothing; exit 1 on any difference, stale or missing file")
	cmd.Flags().StringVar(&flags.affected, "affected", "", "evaluate only hosts that a change since the commit `BASE` can reach: see hosts --help")
	cmd.Flags().Var(&flags.shard, "shard", "evaluate only the shard `K/N` of the hosts, or of the shard the HOSTs that are named; with --check")
	cmd.Flags().BoolVar(&flags.review, "review", false, "ask of each change whether to accept it")
	cmd.Flags().StringArrayVar(&flags.only, "only", nil, "accept only what changed at the option `PATH` or below; repeatable")
	cmd.Flags().BoolVar(&flags.acceptErrors, "accept-errors", false, "accept that the hosts named, options or definitions of theirs, do not evaluate, or that assertions fail")
	cmd.Flags().BoolVar(&flags.watch, "watch", false, "with --check: go on, and compare again after each change of a file, until an interrupt; format: text")
	cmd.MarkFlagsMutuallyExclusive("check", "review", "only")
	cmd.MarkFlagsMutuallyExclusive("check", "accept-errors")
	return cmd
}

func (a *app) runSnapshot(ctx context.Context, flags *snapshotFlags, names []string, out io.Writer) error {
	format, err := a.formatOf(report.OfSnapshots)
	if err != nil {
		return err
	}
	if flags.acceptErrors && (len(names) == 0 || slices.ContainsFunc(names, isGlob)) {
		return diag.WithHint(errors.New("--accept-errors takes the hosts by name"), "mxmcheck snapshot HOST --accept-errors")
	}
	if flags.review && a.flags.format != "text" {
		return fmt.Errorf("--review has no format %s", a.flags.format)
	}
	if err := flags.checkShard(); err != nil {
		return err
	}
	if flags.watch && !flags.check {
		return diag.WithHint(errors.New("--watch accepts nothing"), "--watch goes with --check")
	}
	flags.spare = a.flags.format != "json" && !a.flags.verbose && !flags.review
	if flags.watch {
		return a.watch(ctx, a.besideSnapshot, func(ctx context.Context, repo *repository) error {
			one := *flags // a run fills in what the configuration says, which may be otherwise the next time
			return a.snapshotOnce(ctx, repo, format, &one, names, out)
		})
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	return a.snapshotOnce(ctx, repo, format, flags, names, out)
}

// besideSnapshot are what snapshot reads whether git tracks it or not.
func (a *app) besideSnapshot(r *repository) []string {
	config, _ := a.configPath(r.root)
	return []string{config, filepath.Join(r.root, filepath.FromSlash(r.config.Snapshots))}
}

// snapshotOnce evaluates, compares and reports.
func (a *app) snapshotOnce(ctx context.Context, repo *repository, format report.Format, flags *snapshotFlags, names []string, out io.Writer) error {
	s, err := a.snapshots(ctx, repo, flags, names)
	if err != nil || flags.review || len(flags.only) > 0 && a.flags.format == "text" {
		return err
	}
	err = format.Snapshots(out, s)
	if err == nil && open(s) {
		return errFindings
	}
	return err
}

// snapshots evaluates, compares, and accepts unless it is only to check.
func (a *app) snapshots(ctx context.Context, repo *repository, flags *snapshotFlags, names []string) (s report.Snapshots, err error) {
	if s.Style, err = a.style(); err != nil {
		return s, err
	}
	if err := flags.inMode(repo.config.Eval.Mode, flags.check); err != nil {
		return s, err
	}
	reach, err := a.changesSince(ctx, repo, &flags.evalFlags, flags.affected)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, reach.Close()) }()
	nix, err := a.evaluator(ctx, repo, &flags.evalFlags)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, nix.Close()) }()
	all, err := nix.hostsAndOutputs(ctx)
	if err != nil {
		return s, err
	}
	chosen, wanted, passed, err := nix.chosen(ctx, all, names, flags.shard)
	if err != nil {
		return s, err
	}
	s.PassedOver = passed
	store := harness.Store{Root: repo.root, Dir: repo.config.Snapshots}
	if reach != nil {
		s.Since = reach.base.Name
		chosen, s.Skipped = reach.OnlyAffected(chosen, store)
	}
	beside, err := flags.comparing(repo, store)
	if err != nil {
		return s, err
	}
	outcomes, err := nix.eval(ctx, chosen, beside.room(len(chosen)))
	if err != nil {
		return s, err
	}
	if strayed, err := a.strayed(ctx, repo, outcomes); err != nil {
		return s, err
	} else if strayed && len(s.Skipped) > 0 {
		more, err := nix.eval(ctx, s.Skipped, beside.room(len(s.Skipped)))
		if err != nil {
			return s, err
		}
		outcomes, s.Skipped = append(outcomes, more...), nil
	}
	if err := a.locateFailures(ctx, repo, outcomes); err != nil {
		return s, err
	}
	if flags.shard.whole() { // the hosts of another shard may have what these lack
		if err := checkRoots(outcomes, repo.config); err != nil {
			return s, err
		}
	}
	if err := a.checkUnchanged(ctx, nix, flags.check); err != nil {
		return s, err
	}
	if s.Stubbed, err = flags.stubbed(repo); err != nil {
		return s, err
	}
	s.Accept = strings.Join(append([]string{"mxmcheck snapshot"}, a.again(&flags.evalFlags)...), " ")
	s.Written = !flags.check
	if s.Cover, err = nix.cover(ctx, flags, wanted, chosen, s.Accept); err != nil {
		return s, err
	}
	if len(names) == 0 || s.Cover != nil {
		if s.Stale, err = store.Stale(all); err != nil {
			return s, err
		}
	}
	if s.Hosts, err = beside.all(); err != nil {
		return s, err
	}
	if s.Relocked, err = flags.relockedSnapshots(ctx, repo, reach, s.Hosts); err != nil {
		return s, err
	}
	if flags.review || a.flags.format == "github" || a.flags.format == "json" {
		if err := a.findDefinitions(ctx, repo, &s); err != nil {
			return s, err
		}
	}
	if flags.check {
		return s, nil
	}
	accepted, left, err := a.decide(ctx, flags, s, store)
	if err != nil {
		return s, err
	}
	if err := a.checkUnchanged(ctx, nix, false); err != nil {
		return s, err
	}
	if err := carryOut(accepted, store); err != nil {
		return s, err
	}
	for _, line := range accepted.Told {
		if a.flags.format == "text" {
			fmt.Fprintln(a.out, line)
		}
	}
	if left {
		return s, errFindings
	}
	return s, nil
}

// decide says what is accepted of all that differs, and whether something is left that must be said
// as a finding although the report does not.
func (a *app) decide(ctx context.Context, flags *snapshotFlags, s report.Snapshots, store harness.Store) (accepted judge.Acceptance, left bool, err error) {
	switch {
	case flags.review:
		return a.review(ctx, s, store)
	case len(flags.only) > 0:
		accepted, err = judge.AcceptOnly(s.Hosts, flags.only)
		return accepted, false, err
	}
	return judge.AcceptAll(s.Hosts, s.Stale), false, nil
}

// checkUnchanged refuses to accept what is no longer in the work tree; a comparison is of what was
// there when it began, and says so.
func (a *app) checkUnchanged(ctx context.Context, e *evaluator, check bool) error {
	changed, err := e.changed(ctx)
	if err != nil || len(changed) == 0 {
		return err
	}
	what := fmt.Sprintf("the work tree changed during the run: %s", strings.Join(changed[:min(3, len(changed))], " "))
	if len(changed) > 3 {
		what += fmt.Sprintf(" and %d more", len(changed)-3)
	}
	if check {
		fmt.Fprintf(a.err, "mxmcheck: warning: %s; the hosts are compared as they were before\n", what)
		return nil
	}
	return diag.WithHint(fmt.Errorf("%s; nothing is written", what), "run it again")
}

// carryOut writes what was accepted.
func carryOut(c judge.Acceptance, store harness.Store) error {
	for _, one := range c.Write {
		if err := store.Write(one); err != nil {
			return fmt.Errorf("accept %s: %w", one.Host, err)
		}
	}
	for _, name := range c.Remove {
		if err := store.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// open reports whether something of a comparison is left to look at.
func open(s report.Snapshots) bool { return judge.Open(s.Hosts, s.Stale, s.Written) }
