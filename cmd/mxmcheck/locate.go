package main

import (
	"context"
	"fmt"
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
	failed := func(o harness.Outcome) bool { return o.Failure != nil && !o.Cached }
	submodules := r.files.Submodules(r.root)
	if !slices.ContainsFunc(outcomes, lacking) && (len(submodules) == 0 || !slices.ContainsFunc(outcomes, failed)) {
		return nil
	}
	facts, err := a.analyse(ctx, r, nil)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if failed(o) {
			inSubmodule(facts, submodules, o)
		}
		if !lacking(o) {
			continue
		}
		if span, ok := facts.DefinitionSpan(o.Failure.File, analyzer.Path(strings.Split(o.Failure.Option, "."))); ok {
			o.Failure.Line, o.Failure.Column = span.Start.Line, span.Start.Col
		}
	}
	return nil
}

// inSubmodule tells of a host that imports a file of a submodule which the flake does not see: nix says
// only that the file, or a folder around it, is not there.
func inSubmodule(facts *analyzer.Repo, submodules []string, o harness.Outcome) {
	host := slices.IndexFunc(facts.Hosts, func(h *analyzer.Host) bool { return h.ID() == o.Host.ID })
	if host < 0 {
		return
	}
	for _, absent := range facts.Hosts[host].Closure.Absent {
		sub := facts.Submodule(absent.Name)
		if !slices.Contains(submodules, sub) || !strings.HasPrefix(o.Failure.File+"/", sub+"/") && !strings.Contains(o.Failure.Message, sub) {
			continue
		}
		*o.Failure = harness.Failure{
			Message: fmt.Sprintf("imports %s, which is in the git submodule %s: a flake sees it with inputs.self.submodules = true (Nix 2.27), in a clone made with --recurse-submodules", absent.Name, sub),
			File:    absent.Span.File, Line: absent.Span.Start.Line, Column: absent.Span.Start.Col,
		}
		return
	}
}
