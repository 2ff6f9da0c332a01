package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mxmcheck/cmd/mxmcheck/report"
)

func newHosts(a *app) *cobra.Command {
	var flags evalFlags
	cmd := &cobra.Command{
		Use:   "hosts",
		Short: "List the hosts of the flake, their kind and system",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.runHosts(cmd, &flags) },
	}
	flags.add(cmd)
	return cmd
}

func (a *app) runHosts(cmd *cobra.Command, flags *evalFlags) (err error) {
	if err := a.formatIn("text", "json"); err != nil {
		return err
	}
	ctx := cmd.Context()
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	runner, err := a.runner(ctx, repo, flags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, runner.Close()) }()
	found, err := hosts(ctx, runner, repo.config.Eval)
	if err != nil {
		return fmt.Errorf("list hosts: %w", err)
	}
	if a.flags.format == "json" {
		return report.HostsJSON(a.out, found)
	}
	return report.Hosts(a.out, found)
}
