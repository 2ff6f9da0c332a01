package harness

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Submodule is one that a commit names.
type Submodule struct {
	Name   string // slash path from the top of the checkout
	Commit string // of its own repository
}

// treeEntry is what a commit has at a path.
type treeEntry struct {
	name   string
	commit string // of a submodule; "" for a file
}

// tree lists the files and submodules of a commit.
func tree(ctx context.Context, gitDir, commit string) ([]treeEntry, error) {
	out, err := output(ctx, gitDir, gitEnv(gitDir), "git", "--git-dir", gitDir, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var entries []treeEntry
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		what, name, named := strings.Cut(line, "\t")
		if !named {
			continue
		}
		one := treeEntry{name: name}
		if words := strings.Fields(what); len(words) == 3 && words[1] == "commit" {
			one.commit = words[2]
		}
		entries = append(entries, one)
	}
	return entries, nil
}

// place is a repository whose commit was checked out: the whole one, or a submodule.
type place struct {
	gitDir string
	work   string // the folder of the work tree
	within string // slash path from the top of the checkout, as in "sub/"
	commit string
}

// fill checks out the submodules of a place, and theirs, each at the commit that is named, from what
// this machine has of them: nothing is fetched. It names all files.
func (e *Export) fill(ctx context.Context, at place) (names []string, err error) {
	entries, err := tree(ctx, at.gitDir, at.commit)
	if err != nil {
		return nil, err
	}
	called := e.namesOf(ctx, at)
	for _, one := range entries {
		name := at.within + one.name
		if one.commit == "" {
			names = append(names, name)
			continue
		}
		gitDir, here := at.find(ctx, called[one.name], one)
		if !here {
			e.Unread = append(e.Unread, Submodule{Name: name, Commit: one.commit})
			names = append(names, name)
			continue
		}
		if err := checkOut(ctx, gitDir, one.commit, filepath.Join(e.scratch.tree(), filepath.FromSlash(name)), filepath.Join(e.scratch.dir, "index")); err != nil {
			return nil, err
		}
		more, err := e.fill(ctx, place{gitDir, filepath.Join(at.work, filepath.FromSlash(one.name)), name + "/", one.commit})
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	return names, nil
}

// namesOf are the names by which git keeps the submodules of a place, by path: those of its .gitmodules.
func (e *Export) namesOf(ctx context.Context, at place) map[string]string {
	file := filepath.Join(e.scratch.tree(), filepath.FromSlash(at.within), ".gitmodules")
	out, err := output(ctx, at.gitDir, gitEnv(at.gitDir), "git", "config", "-z", "--file", file, "--get-regexp", `^submodule\..*\.path$`)
	if err != nil { // there is none, or none that can be read: what it names is not found then, and that is said
		return nil
	}
	called := map[string]string{}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		key, folder, _ := strings.Cut(entry, "\n")
		called[path.Clean(folder)] = strings.TrimSuffix(strings.TrimPrefix(key, "submodule."), ".path")
	}
	return called
}

// find is the folder in which git keeps the submodule on this machine, if it has the commit there.
func (at place) find(ctx context.Context, called string, one treeEntry) (gitDir string, here bool) {
	var kept []string
	if called != "" && !slices.Contains(strings.Split(called, "/"), "..") {
		kept = append(kept, filepath.Join(at.gitDir, "modules", called))
		if common, err := (git{ctx, at.gitDir}).text("--git-dir", at.gitDir, "rev-parse", "--path-format=absolute", "--git-common-dir"); err == nil {
			kept = append(kept, filepath.Join(common, "modules", called))
		}
	}
	folder := filepath.Join(at.work, filepath.FromSlash(one.name))
	if exists(filepath.Join(folder, ".git")) {
		if own, err := (git{ctx, folder}).text("rev-parse", "--absolute-git-dir"); err == nil {
			kept = append(kept, own)
		}
	}
	for _, gitDir := range kept {
		if !exists(gitDir) {
			continue
		}
		if _, err := (git{ctx, gitDir}).text("--git-dir", gitDir, "cat-file", "-e", one.commit+"^{commit}"); err == nil {
			return gitDir, true
		}
	}
	return "", false
}
