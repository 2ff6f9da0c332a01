package main

import (
	"context"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/harness"
)

// locateFailures finds the line of a failure for which nix gives a file and an option but no
// position, as for every error of the module system: it is where that file defines the option.
func (a *app) locateFailures(ctx context.Context, r *repository, outcomes []harness.Outcome) error {
	lacking := func(o harness.Outcome) bool {
		return o.Failure != nil && o.Failure.File != "" && o.Failure.Line == 0 && o.Failure.Option != ""
	}
	if !slices.ContainsFunc(outcomes, lacking) {
		return nil
	}
	facts, err := a.analyse(ctx, r, nil)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if !lacking(o) {
			continue
		}
		if span, ok := facts.DefinitionSpan(o.Failure.File, analyzer.Path(strings.Split(o.Failure.Option, "."))); ok {
			o.Failure.Line, o.Failure.Column = span.Start.Line, span.Start.Col
		}
	}
	return nil
}
