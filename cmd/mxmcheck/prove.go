package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

func newProve(a *app) *cobra.Command {
	flags := evalFlags{verdict: true}
	cmd := &cobra.Command{
		Use:   "prove [BASE]",
		Short: "Say whether the hosts are still what they were at a commit, and how far that is proven",
		Long: `prove evaluates the hosts of BASE and of the work tree under the same conditions, as diff does, and
gives a verdict on each host and on all of them:

  identical derivations  what builds the host is the same, to the byte
  identical records      every recorded option and every definition that this repository's files make
                         is the same; what builds the host could not be compared
  changed                something is known to differ: options, definitions, or derivations, of which
                         those are reported that differ by themselves
  not proven             nothing is known to differ, and not everything could be read; with the reason

Two trees that are the same to the byte are not evaluated: their hosts are identical. With the locked
inputs, what builds the hosts is compared first: options are read only where that is not the same.
Files that are new or changed and that no host has are named in a line: no verdict speaks of them.
With --stand-ins there is no system to compare: identical records is then the best verdict. It
asserts that nothing changes in what this repository tells its inputs, and nothing about the inputs.

It exits 0 if every host is proven to be what it was, 1 if one is changed or not proven, 2 if it
could not look.

Formats: ` + report.FormatList(report.OfProof) + `.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withSides(cmd.Context(), &flags, args, report.OfProof, func(format report.Format, s *sides) error {
				return a.reportProof(&flags, format, s)
			})
		},
	}
	flags.add(cmd)
	return cmd
}

func (a *app) reportProof(flags *evalFlags, format report.Format, s *sides) error {
	proof, err := s.prove(flags)
	if err != nil {
		return err
	}
	err = format.Proof(a.out, proof)
	if err == nil && !proof.Verdict().Holds() {
		return errFindings
	}
	return err
}

func (s *sides) prove(flags *evalFlags) (report.Proof, error) {
	d := s.diff()
	out := report.Proof{Commit: d.Commit, Base: d.Base, Stubbed: d.Stubbed, Unreached: d.Unreached, Relocked: d.Relocked, Style: d.Style}
	doubts, err := s.doubts(flags)
	if err != nil {
		return out, err
	}
	derivations := s.derivations(flags.standIns, d)
	for i, one := range d.Hosts {
		pair := harness.Pair{Host: one.Host, Before: one.Before, After: one.After, Changes: one.Changes, Derivations: derivations[i], Doubts: doubts, SameBuilds: s.builds.same(one.Host), SameTrees: s.same}
		out.Hosts = append(out.Hosts, harness.Prove(pair))
	}
	return out, nil
}

// doubts are why nothing can be proven of any host.
func (s *sides) doubts(flags *evalFlags) ([]string, error) {
	var doubts []string
	if !s.after.repo.config.Eval.Effects {
		doubts = append(doubts, "what this repository's files define outside the recorded roots is not read: effects = false")
	}
	if !flags.standIns {
		return doubts, nil
	}
	before, err := lockOf(s.before.repo)
	if err != nil {
		return nil, err
	}
	after, err := lockOf(s.after.repo)
	if err == nil && !bytes.Equal(before, after) {
		doubts = append(doubts, "flake.lock differs, and the stand-ins are the same for both")
	}
	return doubts, err
}

func lockOf(r *repository) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(r.root, "flake.lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// derivations compares what builds each host, where both sides evaluate.
func (s *sides) derivations(standIns bool, d report.Diff) []harness.DerivationComparison {
	compared := make([]harness.DerivationComparison, len(d.Hosts))
	for i, one := range d.Hosts {
		switch {
		case s.same:
		case standIns:
			compared[i].Reason = "with stand-ins there are none of the real systems"
		case one.Host.Kind == host.Outputs:
			compared[i].Reason = "an output of data has none"
		case one.Comparable():
			compared[i] = s.builds.compare(one.Host)
		}
	}
	return compared
}
