package main

import (
	"context"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// findDefinitions lets a report of changes name the places in the source.
func (a *app) findDefinitions(ctx context.Context, repo *repository, s *report.Snapshots) error {
	if len(report.Shared(*s)) == 0 {
		return nil
	}
	facts, err := a.analyse(ctx, repo, nil)
	if err != nil {
		return err
	}
	s.Definition = func(c harness.Change) (diag.Span, bool) { return definition(facts, c) }
	s.Source = func(name string) string {
		if file := facts.File(name); file != nil {
			return file.Src
		}
		return ""
	}
	return nil
}

// definition finds where the source says what a change shows: where a file that defines the option defines it, one first that
// did not before; else where the option is declared, whose default it may be; else in which file.
func definition(facts *analyzer.Repo, c harness.Change) (diag.Span, bool) {
	files, path := filesOf(c), analyzer.Path(harness.PathNames(c.Path))
	for _, name := range files {
		if span, found := facts.DefinitionSpan(name, path); found {
			return span, true
		}
	}
	if !c.Effect {
		for _, d := range facts.Declaring(path) {
			if d.Path.String() == path.String() {
				return d.Span, true
			}
		}
	}
	for _, name := range files {
		if facts.File(name) != nil {
			return diag.Span{File: name}, true
		}
	}
	return diag.Span{}, false
}

// filesOf are the files that define what changed: those that are new, those that stayed, those that no longer do.
func filesOf(c harness.Change) []string {
	var before, after []string
	if c.Before != nil {
		before = c.Before.Files
	}
	if c.After != nil {
		after = c.After.Files
	}
	var fresh []string
	for _, name := range after {
		if !slices.Contains(before, name) {
			fresh = append(fresh, name)
		}
	}
	return slices.Concat(fresh, after, before)
}
