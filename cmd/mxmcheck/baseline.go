package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
)

// baselineName is how messages call the file: from the root if it stands below it.
func baselineName(root, path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Base(path)
	}
	return filepath.ToSlash(rel)
}

// baselinePath is the baseline of a run: that of the flag, else the configuration's; "" for none.
func (a *app) baselinePath(r *repository, f lintFlags) string {
	switch {
	case f.noBaseline:
		return ""
	case f.baseline != "":
		return a.fromHere(f.baseline)
	case r.config.Baseline != "":
		return filepath.Join(r.root, filepath.FromSlash(r.config.Baseline))
	}
	return ""
}

// checkBaselineFlags refuses to write a baseline of a part of the findings.
func checkBaselineFlags(f lintFlags, path string, paths []string) error {
	switch {
	case f.writeBaseline && path == "":
		return diag.WithHint(errors.New("--write-baseline: which file?"), "--baseline FILE --write-baseline")
	case f.writeBaseline && (len(paths) > 0 || len(f.only) > 0 || len(f.skip) > 0):
		return diag.WithHint(errors.New("a baseline is of all findings"), "--write-baseline goes with no PATH, --rule or --skip")
	}
	return nil
}

// readBaseline reads the baseline of a run; nil for none.
func (a *app) readBaseline(r *repository, f lintFlags) (*judge.Baseline, error) {
	path := a.baselinePath(r, f)
	if path == "" {
		return nil, nil
	}
	name := baselineName(r.root, path)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("baseline %s: %w", name, reasonOf(err)), "--write-baseline writes one")
	}
	return judge.ParseBaseline(text, name)
}

// acceptBaseline writes what is found to the baseline.
func (a *app) acceptBaseline(ctx context.Context, r *repository, f lintFlags, paths []string) error {
	path := a.baselinePath(r, f)
	if err := checkBaselineFlags(f, path, paths); err != nil {
		return err
	}
	name := baselineName(r.root, path)
	f.baseline, f.noBaseline = "", true
	l, err := a.newLinter(r, f, nil)
	if err != nil {
		return err
	}
	facts, found, err := l.look(ctx, nil)
	if err != nil {
		return err
	}
	if facts.Cut {
		return diag.WithHint(fmt.Errorf("no baseline is written: the analysis did not end within %v", f.deadline.Duration), "--deadline gives it more time")
	}
	text, err := judge.BaselineText(found)
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(path, text, 0o644); err != nil {
		return fmt.Errorf("baseline %s: %w", name, reasonOf(err))
	}
	lines, _ := judge.Alike(found)
	_, err = fmt.Fprintf(a.out, "%s: %s\n", name, report.Plural(lines, "line"))
	return err
}
