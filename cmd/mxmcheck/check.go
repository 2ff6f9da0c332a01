package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

func newCheck(a *app) *cobra.Command {
	var flags snapshotFlags
	var lint lintFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Lint the repository, evaluate every host, compare with the accepted snapshots: the gate",
		Long: `check is the main job: lint, then snapshot --check. It exits 0 if both are clean, 1 for findings,
differences, or a host that does not evaluate, 2 if it could not look. Findings that say something
of hosts are held against what the hosts are: those that evaluation shows are marked as confirmed,
those that it refutes are left out.

Formats: ` + report.FormatList(report.OfCheck) + `. Of the snapshots, sarif and gitlab
have the exit code alone.`,
		Args: noArguments(func(words string) string {
			return "for one host: mxmcheck snapshot --check " + words + "; for a folder or a file: mxmcheck lint " + words
		}),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runCheck(cmd.Context(), lint, &flags) },
	}
	lint.add(cmd)
	flags.add(cmd)
	flags.check = true
	return cmd
}

// runCheck does both parts, whatever the first one finds; the higher exit code wins.
func (a *app) runCheck(ctx context.Context, lint lintFlags, flags *snapshotFlags) error {
	format, err := a.formatOf(report.OfCheck)
	if err != nil {
		return err
	}
	style, err := a.style()
	if err != nil {
		return err
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	linted, err := a.lint(ctx, repo, lint, nil)
	if err != nil {
		return err
	}
	flags.spare = a.flags.format != "json" && !a.flags.verbose && !judge.Claim(linted.findings.Findings)
	compared, err := a.snapshots(ctx, repo, flags, nil)
	if err == nil && compared.PassedOver == 0 { // what only some hosts say neither shows nor refutes
		linted.confirm(judge.Evaluation{Outcomes: outcomesOf(compared), Effects: repo.config.Eval.Effects, Excluded: repo.config.Eval.excludes})
	}
	if err != nil && format.Parts {
		return errors.Join(format.Findings(a.out, linted.shown(), linted.source, style), err)
	}
	if err != nil {
		return err
	}
	if err := format.Check(a.out, linted.shown(), linted.source, style, compared); err != nil {
		return err
	}
	if linted.fails || open(compared) {
		return errFindings
	}
	return nil
}

func outcomesOf(s report.Snapshots) []harness.Outcome {
	var outcomes []harness.Outcome
	for _, one := range s.Hosts {
		outcomes = append(outcomes, one.Outcome)
	}
	return ofHosts(outcomes)
}
