package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"mxmcheck/cmd/mxmcheck/report"
)

func newDiff(a *app) *cobra.Command {
	var flags evalFlags
	cmd := &cobra.Command{
		Use:   "diff [BASE]",
		Short: "Evaluate a commit and the work tree, and say what changes on each host",
		Long: `diff evaluates the hosts of BASE and of the work tree under the same conditions, and says what
changes: values, types and priorities of options, and what this repository's files define elsewhere.
BASE is a commit; by default the merge base of HEAD with the main branch of the remote. A definition
that only moved to another file is told, and is no change. Both trees are evaluated with the work
tree's configuration.

It exits 0 if nothing changes, 1 if something does or a host does not evaluate, 2 if it could not
look. Formats: text, json, markdown (for a pull request).`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSides(cmd.Context(), &flags, args, a.tellDiff)
		},
	}
	flags.add(cmd)
	return cmd
}

// withSides evaluates both sides for diff and prove, which have the same formats.
func (a *app) withSides(ctx context.Context, flags *evalFlags, args []string, tell func(*sides) error) (err error) {
	if err := a.formatIn("text", "json", "markdown"); err != nil {
		return err
	}
	s, err := a.openSides(ctx, flags, firstArg(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return tell(s)
}

func (a *app) tellDiff(s *sides) (err error) {
	d := s.diff()
	switch a.flags.format {
	case "json":
		err = report.DiffJSON(a.out, d)
	case "markdown":
		err = report.DiffMarkdown(a.out, d)
	default:
		err = report.DiffText(a.out, d)
	}
	if err == nil && d.Differs() {
		return errFindings
	}
	return err
}

func firstArg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
