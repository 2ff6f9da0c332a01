package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

func newHosts(a *app) *cobra.Command {
	var flags hostsFlags
	cmd := &cobra.Command{
		Use:   "hosts",
		Short: "List the hosts of the flake, their kind and system",
		Args:  noArguments(func(words string) string { return "for what a host is: mxmcheck snapshot " + words }),
		Long: `hosts lists the hosts of the flake, their kind and system. With --affected BASE it lists those that
a change since the commit BASE can reach, with the reason: of a change, the file. A host that is not
listed is what it was. That is decided from the source alone, of the whole checkout, and in doubt a
host is listed: where it reads the flake itself, where a path or an import is computed, where a file
cannot be parsed, where an input or the configuration is given that git does not have. What an input's
module does with this flake, where that is handed to it as an argument, is not seen; an input from
outside of the repository and the settings of nix are taken to be the same on both sides.

Outputs that look like sets of hosts, and that are none of nixosConfigurations, darwinConfigurations and
homeConfigurations, are named on standard error, with what takes them in: [eval] hosts-in. The inputs are
those of [eval] mode, as snapshot has them.

--format matrix prints, on one line, the jobs of a matrix for CI, with what [eval] record names among the hosts: a job for
each, or one for each of --shards N, to be handed to snapshot --check --shard. Shards are balanced by the time and the
memory that hosts took last, where the user's cache folder knows it, otherwise by number.

Formats: ` + report.FormatList(report.OfHosts) + `.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runHosts(cmd, &flags) },
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&flags.affected, "affected", "", "only hosts that a change since the commit `BASE` can reach")
	cmd.Flags().Var((*number)(&flags.shards), "shards", "with --format matrix, divide the hosts among `N` jobs (default: a job for each host)")
	cmd.Flags().Lookup("shards").DefValue = ""
	return cmd
}

type hostsFlags struct {
	evalFlags
	affected string
	shards   int
}

func (a *app) runHosts(cmd *cobra.Command, flags *hostsFlags) (err error) {
	format, err := a.formatOf(report.OfHosts)
	if err != nil {
		return err
	}
	if flags.shards > 0 && (a.flags.format != matrixFormat || flags.affected != "") {
		return diag.WithHint(errors.New("--shards goes with --format matrix, and without --affected"), "the shards of a verdict have all hosts")
	}
	ctx := cmd.Context()
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := flags.inMode(repo.config.Eval.Mode, true); err != nil {
		return err
	}
	reach, err := a.changesSince(ctx, repo, &flags.evalFlags, flags.affected)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reach.Close()) }()
	runner, err := a.runner(ctx, repo, &flags.evalFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, runner.Close()) }()
	list, err := a.list(ctx, runner)
	if err != nil {
		return fmt.Errorf("list hosts: %w", err)
	}
	found, err := a.listed(list, repo.config.Eval)
	if err != nil {
		return err
	}
	listed := make([]report.ListedHost, len(found))
	for i, h := range found {
		listed[i].Host = h
	}
	if reach != nil {
		listed = reach.affectedHosts(found)
	}
	if err := addSystems(ctx, runner, listed); err != nil {
		return err
	}
	if listed, err = a.onSystems(listed, flags.systems); err != nil {
		return err
	}
	if a.flags.format == matrixFormat {
		if listed, err = a.jobs(repo, flags, listed, reach != nil); err != nil {
			return err
		}
	}
	return format.Hosts(a.out, listed)
}

// matrixFormat is the format that lists jobs, and outputs with the hosts.
const matrixFormat = "matrix"

// jobs are the hosts as they are handed out to machines: all of them in shards, or, of a change, those
// that it can reach, each by itself. Outputs are always evaluated.
func (a *app) jobs(repo *repository, flags *hostsFlags, listed []report.ListedHost, affected bool) ([]report.ListedHost, error) {
	outputs, err := repo.config.Eval.outputs()
	if err != nil {
		return nil, err
	}
	for _, one := range outputs {
		listed = append(listed, report.ListedHost{Host: one})
	}
	if !affected {
		toShards(listed, flags.shards, harness.Costs(keptFile(repo, "memory"), keptFile(repo, "times")))
	}
	return listed, nil
}

// addSystems evaluates what the listed hosts run on.
func addSystems(ctx context.Context, r *harness.Runner, listed []report.ListedHost) error {
	hosts := make([]harness.Host, len(listed))
	for i, one := range listed {
		hosts[i] = one.Host
	}
	hosts, err := r.Systems(ctx, hosts)
	if err != nil {
		return fmt.Errorf("find the systems of hosts: %w", err)
	}
	for i := range listed {
		listed[i].Host = hosts[i]
	}
	return nil
}

// affectedHosts are the hosts that a change since the base can reach.
func (r *reach) affectedHosts(found []harness.Host) (listed []report.ListedHost) {
	for _, h := range found {
		if because := r.Because(h.ID); because != "" {
			listed = append(listed, report.ListedHost{Host: h, Because: because})
		}
	}
	return listed
}
