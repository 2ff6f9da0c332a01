package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

func newMerge(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "merge FILE…",
		Short: "Make one verdict of those of all shards",
		Long: `merge reads what snapshot --check --shard K/N --format json wrote on each machine, and says what one run
over all hosts would have said, with its formats and its exit code. It reads no repository, and runs no nix.

It exits 2, and says nothing of any host, if a shard is missing or there twice, if a host is in none or in two, or if
the shards are not of the same tree, inputs and options, or were found with different versions of mxmcheck or nix.

Formats: ` + report.FormatList(report.OfSnapshots) + `.`,
		Args: someFiles,
		RunE: func(_ *cobra.Command, files []string) error { return a.runMerge(files) },
	}
}

// someFiles refuses a command line without files.
func someFiles(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return nil
	}
	return diag.WithHint(fmt.Errorf("%s takes the verdict of each shard", cmd.CommandPath()), "mxmcheck snapshot --check --shard 1/3 --format json > 1.json writes one")
}

func (a *app) runMerge(files []string) error {
	format, err := a.formatOf(report.OfSnapshots)
	if err != nil {
		return err
	}
	style, err := a.style()
	if err != nil {
		return err
	}
	parts := make([]report.Snapshots, len(files))
	if err := a.each(len(files), func(i int) (err error) {
		parts[i], err = readShard(files[i], a.flags.format == "json")
		return err
	}); err != nil {
		return err
	}
	merged, err := merge(files, parts)
	if err != nil {
		return err
	}
	merged.Style = style
	if err := format.Snapshots(a.out, merged); err != nil {
		return err
	}
	if open(merged) {
		return errFindings
	}
	return nil
}

func readShard(file string, records bool) (report.Snapshots, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return report.Snapshots{}, err
	}
	s, err := report.ReadShard(text, records)
	if err != nil {
		return s, diag.WithHint(fmt.Errorf("%s is no verdict of a shard: %w", file, err), "mxmcheck snapshot --check --shard K/N --format json writes one")
	}
	return s, nil
}

// merge puts the verdicts of all shards together, in the order of one run.
func merge(files []string, parts []report.Snapshots) (report.Snapshots, error) {
	shards := make([]judge.ShardFile, len(parts))
	found := map[string]judge.Compared{}
	for i, part := range parts {
		shards[i] = judge.ShardFile{File: files[i], Cover: *part.Cover, Stale: part.Stale}
		for _, one := range part.Hosts {
			shards[i].Told = append(shards[i].Told, one.Outcome.Host.String())
			found[one.Outcome.Host.String()] = one
		}
	}
	if err := judge.Whole(shards); err != nil {
		return report.Snapshots{}, err
	}
	first := parts[slices.IndexFunc(parts, func(s report.Snapshots) bool { return s.Cover.Shard == 1 })]
	merged := report.Snapshots{Accept: first.Accept, Stale: first.Stale, Stubbed: first.Stubbed, PassedOver: first.PassedOver}
	merged.Definition = func(c harness.Change) (diag.Span, bool) {
		for _, part := range parts {
			if at, found := part.Definition(c); found {
				return at, true
			}
		}
		return diag.Span{}, false
	}
	for _, part := range parts { // of one tree: those that have hosts that differ say the same
		if len(part.Relocked.Inputs) > 0 {
			merged.Relocked = part.Relocked
		}
	}
	for _, name := range first.Cover.Hosts {
		merged.Hosts = append(merged.Hosts, found[name])
	}
	c := config{rootsFound: first.Cover.RootsFound}
	c.Eval.Roots, c.Eval.Effects = first.Cover.Roots, first.Cover.Effects
	return merged, checkRoots(outcomesOf(merged), c)
}
