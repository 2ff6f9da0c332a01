package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// checkOverrides refuses an override of an input that the flake does not have: nix only warns of one,
// and evaluates the input that was meant as it is locked.
func (a *app) checkOverrides(ctx context.Context, repo *repository, overrides []harness.Override) error {
	if len(overrides) == 0 {
		return nil
	}
	names, known, err := a.inputNames(ctx, repo)
	if err != nil || !known {
		return err
	}
	for _, o := range overrides {
		first, _, _ := strings.Cut(o.Input, "/")
		if names[first] {
			continue
		}
		hint := "flake.nix declares no input of that name"
		if nearest, ok := analyzer.Nearest(first, slices.Sorted(maps.Keys(names))); ok {
			hint = fmt.Sprintf("did you mean %q?", nearest)
		}
		return diag.WithHint(fmt.Errorf("%s: there is no input %q", overrideFlag, o.Input), hint)
	}
	return nil
}

// inputNames are the inputs that flake.nix declares or that its lock has; known is false where some
// of them are computed.
func (a *app) inputNames(ctx context.Context, repo *repository) (names map[string]bool, known bool, err error) {
	facts, err := a.analyse(ctx, repo, nil)
	if err != nil || facts.Cut {
		return nil, false, err
	}
	declared, known := facts.Inputs()
	locked, err := harness.LockedInputs(repo.root)
	if err != nil {
		return nil, false, err
	}
	names = map[string]bool{}
	for _, in := range declared {
		names[in.Name] = true
	}
	for _, in := range locked {
		first, _, _ := strings.Cut(in.Name, "/")
		names[first] = true
	}
	return names, known, nil
}
