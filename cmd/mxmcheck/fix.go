package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/fix"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/cmd/mxmcheck/report"
)

// fixFlags are the flags of fix.
type fixFlags struct {
	lintFlags
	unsafe bool
	diff   bool
}

func newFix(a *app) *cobra.Command {
	var f fixFlags
	cmd := &cobra.Command{
		Use:   "fix [PATH…]",
		Short: "Apply the safe fixes of findings; formats: text",
		Long: `fix applies the fixes of findings, and those that these make possible, until none is left: the safe
ones, which cannot change what the program means, and with --unsafe the others too. With PATHs it
changes these files and folders only. A fix that would break a file, or lose a comment, is not made,
and that is reported. Then it reports what lint still finds.

--diff prints the changes as a patch that git apply reads, and writes nothing.

Exit codes: 0 nothing is left that lint would fail for; 1 something is, or --diff has a
difference to show; 2 could not look, or could not write. Formats: text.`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.runFix(cmd.Context(), f, args) },
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&f.unsafe, "unsafe", false, "also fixes that may change what the program means")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "print the changes and write nothing")
	return cmd
}

func (a *app) runFix(ctx context.Context, f fixFlags, paths []string) error {
	if err := a.formatIn("text"); err != nil {
		return err
	}
	format, err := a.formatOf(report.OfFindings)
	if err != nil {
		return err
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	l, err := a.newLinter(repo, f.lintFlags, paths)
	if err != nil {
		return err
	}
	fixed, left, err := l.fix(ctx, f.unsafe)
	if err != nil {
		return err
	}
	if f.diff {
		return a.reportDiff(fixed, left)
	}
	if err := writeAll(repo.root, fixed.Changes); err != nil {
		return err
	}
	if _, err := fmt.Fprint(a.out, summary(fixed)); err != nil {
		return err
	}
	return a.reportLint(format, left)
}

// fix applies fixes to the texts of the repository, and gives what is left to report.
func (l *linter) fix(ctx context.Context, unsafe bool) (fix.Result, lintResult, error) {
	var last *analyzer.Repo
	result, err := fix.Run(func(texts map[string]string) (fix.Linted, error) {
		facts, found, err := l.look(ctx, texts)
		last = facts
		return fix.Linted{Findings: found, File: func(name string) *syntax.File {
			if file := facts.File(name); file != nil {
				return file.File
			}
			return nil
		}}, err
	}, fix.Options{Unsafe: unsafe, Want: l.wantsFix})
	if err != nil {
		return result, lintResult{}, err
	}
	left := l.result(last, result.Left.Findings)
	if n := waiting(left.findings.Findings); n > 0 && !unsafe {
		left.findings.Notes = append(left.findings.Notes, fmt.Sprintf("%d of these have a fix that may change what the program means: --unsafe applies it", n))
	}
	return result, left, nil
}

// wantsFix reports whether a finding is reported, and its fix stays within the PATHs.
func (l *linter) wantsFix(d diag.Diagnostic) bool {
	return within(d.Span.File, l.filters) && !slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool { return !within(e.Span.File, l.filters) })
}

func waiting(found []diag.Diagnostic) int {
	n := 0
	for _, d := range found {
		if d.Fix != nil && !d.Fix.Safe {
			n++
		}
	}
	return n
}

// summary says what was fixed in which file, and what was not.
func summary(r fix.Result) string {
	var b strings.Builder
	for _, c := range r.Changes {
		counts := map[string]int{}
		for _, d := range r.Applied {
			if slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool { return e.Span.File == c.File }) {
				counts[d.Rule]++
			}
		}
		var rules []string
		for _, rule := range slices.Sorted(maps.Keys(counts)) {
			rules = append(rules, fmt.Sprintf("%s (%d)", rule, counts[rule]))
		}
		fmt.Fprintf(&b, "%s: fixed: %s\n", patchName(c.File), strings.Join(rules, ", "))
	}
	b.WriteString(refusals(r))
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

func refusals(r fix.Result) string {
	var b strings.Builder
	for _, refused := range r.Refused {
		at, why := refused.Span.File, refused.Reason
		if refused.Span.Start.IsKnown() {
			at = refused.Span.String()
		}
		if refused.Rule != "" {
			why = refused.Rule + ": " + why
		}
		fmt.Fprintf(&b, "%s: not fixed: %s\n", at, why)
	}
	return b.String()
}

// reportDiff prints the changes alone, so that the output is a patch.
func (a *app) reportDiff(fixed fix.Result, left lintResult) error {
	for _, c := range fixed.Changes {
		if _, err := a.out.Write(diff.Diff(patchName("a/"+c.File), []byte(c.Before), patchName("b/"+c.File), []byte(c.After))); err != nil {
			return err
		}
	}
	if text := refusals(fixed); text != "" {
		fmt.Fprint(a.err, text)
	}
	if left.fails || len(fixed.Changes) > 0 {
		return errFindings
	}
	return nil
}

// patchName quotes a name as git does, where it would not stay on its line.
func patchName(name string) string {
	if strings.ContainsAny(name, "\n\t\r\"\\") {
		return strconv.Quote(name)
	}
	return name
}

// writeAll replaces files, each at once and with its mode, after a look at all of them.
func writeAll(root string, changes []fix.Change) error {
	for _, c := range changes {
		if err := unchanged(root, c); err != nil {
			return fmt.Errorf("nothing is written: %s: %w", c.File, err)
		}
	}
	for i, c := range changes {
		name := filepath.Join(root, filepath.FromSlash(c.File))
		if err := renameio.WriteFile(name, []byte(c.After), 0o644); err != nil {
			return fmt.Errorf("%d of %d files are written: %s: %w", i, len(changes), c.File, reasonOf(err))
		}
	}
	return nil
}

// unchanged makes sure that a file is still what was read, and is reached through no symlink.
func unchanged(root string, c fix.Change) error {
	name := filepath.Join(root, filepath.FromSlash(c.File))
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return reasonOf(err)
	}
	if real != name {
		return errors.New("it is reached through a symlink")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return reasonOf(err)
	}
	if string(text) != c.Before {
		return errors.New("it was changed since it was read")
	}
	return nil
}

// reasonOf takes the path, which would be absolute, off a file system error.
func reasonOf(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
