package main

import (
	"cmp"
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
that only moved to another file is reported, and is no change. Both trees are evaluated with the work
tree's configuration. Files that are new or changed and that no host has are named in a line.

It exits 0 if nothing changes, 1 if something does or a host does not evaluate, 2 if it could not
look.

Formats: ` + report.FormatList(report.OfDiff) + `.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSides(cmd.Context(), &flags, args, report.OfDiff, a.reportChanges)
		},
	}
	flags.add(cmd)
	return cmd
}

// withSides evaluates both sides for diff and prove, and reports what they say.
func (a *app) withSides(ctx context.Context, flags *evalFlags, args []string, kind func(report.Format) bool, write func(report.Format, *sides) error) (err error) {
	format, err := a.formatOf(kind)
	if err != nil {
		return err
	}
	style, err := a.style()
	if err != nil {
		return err
	}
	s, err := a.openSides(ctx, flags, firstArg(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.style = style
	if err = write(format, s); err == nil || errors.Is(err, errFindings) {
		err = cmp.Or(s.unread.err(), err)
	}
	return err
}

func (a *app) reportChanges(format report.Format, s *sides) error {
	d := s.diff()
	err := format.Diff(a.out, d)
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
