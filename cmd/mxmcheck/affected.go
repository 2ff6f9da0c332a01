package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// reach is what the changes between a commit and the work tree can reach. Close it.
type reach struct {
	judge.Reach
	base     harness.Base
	exported harness.Export // of the commit
}

// reach compares the work tree with a commit, file by file, and analyses both.
func (a *app) reach(ctx context.Context, repo *repository, f *evalFlags, revision string) (r *reach, err error) {
	r = &reach{}
	if r.All, r.Given, err = a.insideOf(repo, f); err != nil {
		return nil, err
	}
	if r.Config, err = a.configIn(ctx, repo); err != nil {
		return nil, err
	}
	if r.Config == "" {
		r.All = "the configuration is not a file that git has: whether it changed is not known"
	}
	if r.base, err = harness.FindBase(ctx, repo.root, revision); err != nil {
		return nil, err
	}
	if r.exported, err = r.base.Export(ctx, repo.root, seesSubmodules); err != nil {
		return nil, err
	}
	if err := a.compareSides(ctx, repo, r); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close removes the tree of the commit: what hosts touch is read from it as it is needed.
func (r *reach) Close() error {
	if r == nil {
		return nil
	}
	return r.exported.Close()
}

func (a *app) compareSides(ctx context.Context, repo *repository, r *reach) error {
	exported := r.exported
	changes, err := exported.Changes(repo.root, repo.files)
	if err != nil {
		return err
	}
	for _, c := range changes {
		r.Changes = append(r.Changes, depends.Change(c))
	}
	r.Unread = exported.UnreadFromFlake()
	c := repo.config
	c.namespaceGiven = false // the commit may lack what the configuration names
	older := &repository{root: exported.Dir, within: ".", config: c, files: exported.Listed}
	for i, one := range []*repository{older, repo} {
		facts, err := a.analyse(ctx, one, nil)
		if err != nil {
			return err
		}
		r.Sides[i] = one.depends(facts)
	}
	return nil
}

// changesSince says what --affected BASE reaches, before anything is evaluated or fetched: a commit
// that is not there is reported at once. nil without BASE.
func (a *app) changesSince(ctx context.Context, repo *repository, f *evalFlags, base string) (*reach, error) {
	switch {
	case base == "":
		return nil, nil
	case strings.HasPrefix(base, "-"):
		return nil, diag.WithHint(fmt.Errorf("--affected takes a commit, and not %s", base), "--affected HEAD~1")
	}
	return a.reach(ctx, repo, f, base)
}

// strayed reports whether nix evaluated a file for a host that the host is not known to depend on.
// That is a fault of mxmcheck: it is said, and no host may be left out then.
func (a *app) strayed(ctx context.Context, repo *repository, outcomes []harness.Outcome) (bool, error) {
	of, name, err := a.strayedFile(ctx, repo, outcomes)
	if err != nil || name == "" {
		return false, err
	}
	fmt.Fprintf(a.err, "mxmcheck: bug in mxmcheck: %s evaluates %s, which --affected does not know of: every host counts as affected; please report it\n", of, name)
	return true, nil
}

func (a *app) strayedFile(ctx context.Context, repo *repository, outcomes []harness.Outcome) (of harness.Host, file string, err error) {
	if !slices.ContainsFunc(outcomes, func(o harness.Outcome) bool { return len(o.Read) > 0 }) {
		return of, "", nil
	}
	if repo.extents == nil {
		if _, err := a.analyse(ctx, repo, nil); err != nil || repo.facts == nil {
			return of, "", err
		}
		repo.letGo()
	}
	of, file = judge.Strayed(func(id host.ID) *depends.Extent { return repo.extents[id] }, ofHosts(outcomes))
	return of, file, nil
}
