package main

import (
	"errors"

	"github.com/spf13/cobra"

	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
	"mxmcheck/rules"
)

// What shells offer for values of flags and for arguments. The repository is read, and nix never
// started; where the repository cannot be read, nothing is offered.

const noFiles = cobra.ShellCompDirectiveNoFileComp

// addCompletions registers what flags and arguments take.
func (a *app) addCompletions(root *cobra.Command) error {
	err := errors.Join(
		root.RegisterFlagCompletionFunc("color", cobra.FixedCompletions([]string{"auto", "always", "never"}, noFiles)),
		root.RegisterFlagCompletionFunc("format", formatNames),
	)
	for _, cmd := range root.Commands() {
		for flag, offer := range map[string]cobra.CompletionFunc{
			"rule":       cobra.FixedCompletions(append(rules.Names(), allRules), noFiles),
			"skip":       cobra.FixedCompletions(rules.Names(), noFiles),
			"fail-level": cobra.FixedCompletions([]string{"error", "warning", "info"}, noFiles),
			"affected":   a.commitNames,
		} {
			if cmd.Flags().Lookup(flag) != nil {
				err = errors.Join(err, cmd.RegisterFlagCompletionFunc(flag, offer))
			}
		}
		switch cmd.Name() {
		case "snapshot":
			cmd.ValidArgsFunction = a.hostNames
		case "diff", "prove":
			cmd.ValidArgsFunction = a.commitNames
		case "explain":
			cmd.ValidArgsFunction = cobra.FixedCompletions(rules.Names(), noFiles)
		case "check", "hosts", "init":
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
	return err
}

// formatNames offers the formats that a command has.
func formatNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	kinds := map[string]func(report.Format) bool{
		"lint": report.OfFindings, "check": report.OfCheck, "snapshot": report.OfSnapshots,
		"diff": report.OfDiff, "prove": report.OfProof, "hosts": report.OfHosts, "merge": report.OfSnapshots,
	}
	kind, known := kinds[cmd.Name()]
	if !known {
		return []string{"text"}, noFiles
	}
	var names []string
	for _, f := range report.FormatsOf(kind) {
		names = append(names, f.Name)
	}
	return names, noFiles
}

// hostNames offers the hosts that can be seen in the source.
func (a *app) hostNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	repo, err := a.open(cmd.Context())
	if err != nil {
		return nil, noFiles
	}
	facts, err := a.analyse(cmd.Context(), repo, nil)
	if err != nil {
		return nil, noFiles
	}
	var names []string
	for _, h := range facts.Hosts {
		if h.Tool == "" { // evaluation does not list the others
			names = append(names, h.ID().Name)
		}
	}
	return names, noFiles
}

// commitNames offers HEAD, branches and tags, one commit alone.
func (a *app) commitNames(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, noFiles
	}
	names, err := harness.CommitNames(cmd.Context(), a.flags.dir)
	if err != nil {
		return nil, noFiles
	}
	return names, noFiles
}
