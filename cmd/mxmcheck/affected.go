package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// reach tells which hosts the changes between a commit and the work tree can reach.
type reach struct {
	base    harness.Base
	changes []analyzer.FileChange
	sides   [2]*analyzer.Repo // at the commit, and in the work tree
}

// reach compares the work tree with a commit, file by file, and analyses both.
func (a *app) reach(ctx context.Context, repo *repository, revision string) (r *reach, err error) {
	r = &reach{}
	if r.base, err = harness.FindBase(ctx, repo.root, revision); err != nil {
		return nil, err
	}
	exported, err := r.base.Export(ctx, repo.root)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, exported.Close()) }()
	changes, before, err := exported.Changes(repo.root, repo.files)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		r.changes = append(r.changes, analyzer.FileChange(c))
	}
	c := repo.config
	c.namespaceGiven = false // the commit may lack what the configuration names
	older := &repository{root: exported.Dir, within: ".", config: c, files: harness.Files{Git: true, Tracked: before}}
	for i, one := range []*repository{older, repo} {
		if r.sides[i], err = a.analyse(ctx, one, nil); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// everywhere are the files that count for every host, beside those that it reaches.
func everywhere(name string) bool {
	return slices.Contains([]string{configName, ".gitattributes", ".gitmodules"}, name)
}

// because says what reaches a host, "" if nothing does. A host is what it was only if neither what
// it touches now nor what it touched then is another thing.
func (r *reach) because(id host.ID) string {
	if len(r.changes) == 0 {
		return ""
	}
	for _, c := range r.changes {
		if everywhere(c.Name) {
			return c.Name
		}
	}
	for i, side := range r.sides {
		if because := r.touched(side.Depends(id), r.sides[1-i]); because != "" {
			return because
		}
	}
	return ""
}

func (r *reach) touched(d *analyzer.Depends, other *analyzer.Repo) string {
	if len(d.Open) > 0 {
		u := d.Open[0]
		place := u.Span.File
		if u.Span.Start.Line > 0 {
			place = fmt.Sprintf("%s:%d", place, u.Span.Start.Line)
		}
		return fmt.Sprintf("%s: %s", place, strings.TrimSpace(u.Message))
	}
	for _, c := range r.changes {
		if d.Touches(c) {
			return c.Name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Kinds)) {
		if other.Kind(name) != d.Kinds[name] {
			return name
		}
	}
	return ""
}

// onlyAffected leaves out the hosts that nothing reaches. A host without an accepted snapshot, or
// whose snapshot changed too, is none of them.
func (a *app) onlyAffected(ctx context.Context, repo *repository, base string, all []harness.Host, store harness.Store) (chosen, skipped []harness.Host, since string, err error) {
	r, err := a.reach(ctx, repo, base)
	if err != nil {
		return nil, nil, "", err
	}
	for _, h := range all {
		file := store.File(h.ID)
		changed := slices.ContainsFunc(r.changes, func(c analyzer.FileChange) bool { return c.Name == file })
		_, there, err := store.Read(h.ID)
		if err != nil || !there || changed || r.because(h.ID) != "" {
			chosen = append(chosen, h)
			continue
		}
		skipped = append(skipped, h)
	}
	return chosen, skipped, r.base.Name, nil
}
