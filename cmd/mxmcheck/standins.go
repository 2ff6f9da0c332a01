package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
	"mxmcheck/harness/standin"
)

// usedNames is what a repository uses of its inputs, by name: what the stand-ins must have.
type usedNames struct {
	packages  []string   // of nixpkgs, dotted
	computed  []string   // of nixpkgs, that selections by a computed name may mean
	selected  []string   // attributes of anything
	defaulted [][]string // paths in a configuration that it reads with a default
	looked    [][]string // paths of options that it looks for
}

// join puts several together, each name once.
func join(all ...usedNames) usedNames {
	var out usedNames
	for _, one := range all {
		out.packages, out.computed = append(out.packages, one.packages...), append(out.computed, one.computed...)
		out.selected = append(out.selected, one.selected...)
		out.defaulted, out.looked = append(out.defaulted, one.defaulted...), append(out.looked, one.looked...)
	}
	slices.Sort(out.packages)
	slices.Sort(out.computed)
	slices.Sort(out.selected)
	slices.SortFunc(out.defaulted, slices.Compare)
	slices.SortFunc(out.looked, slices.Compare)
	return usedNames{
		slices.Compact(out.packages), slices.Compact(out.computed), slices.Compact(out.selected),
		slices.CompactFunc(out.defaulted, slices.Equal), slices.CompactFunc(out.looked, slices.Equal),
	}
}

// usedNames names what a repository uses, for stand-ins.
func (a *app) usedNames(ctx context.Context, repo *repository) (usedNames, error) {
	if repo.used != nil {
		return *repo.used, nil
	}
	facts, err := a.analyse(ctx, repo, nil)
	if err != nil {
		return usedNames{}, err
	}
	if facts.Cut {
		return usedNames{}, fmt.Errorf("which packages the repository uses is not known: the analysis did not end within %v", analysisDeadline)
	}
	used := namesUsed(facts)
	repo.used = &used
	return *repo.used, nil
}

func namesUsed(facts *analyzer.Repo) usedNames {
	return usedNames{facts.PackageNames(), facts.ComputedPackageNames(), facts.SelectedNames(), facts.DefaultedReads(), facts.DefaultedOptions()}
}

// usageOf joins what both trees use: stand-ins must not differ by side.
func (a *app) usageOf(ctx context.Context, f *evalFlags, repos ...*repository) (usedNames, error) {
	var all []usedNames
	for _, repo := range repos {
		if !f.standIns {
			break
		}
		one, err := a.usedNames(ctx, repo)
		if err != nil {
			return usedNames{}, err
		}
		all = append(all, one)
	}
	return join(all...), nil
}

// stoodFor are the inputs of a flake that are not given otherwise.
func stoodFor(repo *repository, given []harness.Override) ([]harness.Input, error) {
	inputs, err := harness.LockedInputs(repo.root)
	return slices.DeleteFunc(inputs, func(in harness.Input) bool {
		return slices.ContainsFunc(given, func(o harness.Override) bool { return o.Input == in.Name })
	}), err
}

// stubbed names the inputs of which nothing is known: they have no stand-in of their own.
func (f *evalFlags) stubbed(repo *repository) ([]string, error) {
	if !f.standIns {
		return nil, nil
	}
	given, err := f.parsedOverrides()
	if err != nil {
		return nil, err
	}
	inputs, err := stoodFor(repo, given)
	var names []string
	for _, in := range inputs {
		if standin.Of(in.Name, in.Repository) == standin.Stub {
			names = append(names, in.Name)
		}
	}
	return names, err
}

// standIns writes a stand-in for every input of the flake that is not overridden otherwise.
func (a *app) standIns(ctx context.Context, repo *repository, f *evalFlags, given []harness.Override, more []usedNames) ([]harness.Override, error) {
	inputs, err := stoodFor(repo, given)
	if err != nil {
		return nil, err
	}
	var wanted []standin.Want
	for _, in := range inputs {
		wanted = append(wanted, standin.Want{StandIn: standin.Of(in.Name, in.Repository), Input: in.Name, From: in.ID})
	}
	own, err := a.usedNames(ctx, repo)
	if err != nil {
		return nil, err
	}
	used := join(append(more, own)...)
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("no folder for the stand-ins: %w", err), "set HOME or XDG_CACHE_HOME")
	}
	folders, err := standin.Materialize(filepath.Join(cache, "mxmcheck"), wanted, standin.Options{
		Namespaces: repo.config.Namespace, Packages: used.packages, Computed: used.computed, Selected: used.selected, Defaulted: used.defaulted, Looked: used.looked, Exact: f.exact, Strict: f.verdict,
	})
	if err != nil {
		return nil, err
	}
	var overrides []harness.Override
	for i, in := range inputs {
		overrides = append(overrides, harness.Override{Input: in.Name, Ref: "path:" + folders[i], ID: in.ID})
	}
	return overrides, nil
}
