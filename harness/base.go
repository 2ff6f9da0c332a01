package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// Base is a commit to compare the work tree with.
type Base struct {
	Commit string // in full
	Name   string // how it was chosen, as in "merge base with origin/main"
}

// FindBase resolves a revision; "" means the merge base of HEAD with the main branch of the
// remote. A commit that a shallow clone lacks is an error whose hint says how to get it.
func FindBase(ctx context.Context, root, revision string) (Base, error) {
	g := git{ctx, root}
	if _, err := g.text("rev-parse", "--git-dir"); err != nil {
		if notCheckout(err) {
			return Base{}, diag.WithHint(fmt.Errorf("%s is no git checkout, so there is nothing to compare with", root), "run it in a git checkout")
		}
		return Base{}, gitError(root, err)
	}
	if revision != "" {
		commit, err := g.commit(revision)
		if err != nil {
			return Base{}, g.lacking(fmt.Errorf("no commit %q here", revision), "git fetch the branch it is on")
		}
		return Base{Commit: commit, Name: revision}, nil
	}
	main, err := g.mainBranch()
	if err != nil {
		return Base{}, err
	}
	commit, err := g.text("merge-base", "HEAD", main)
	if err != nil {
		return Base{}, g.lacking(fmt.Errorf("HEAD and %s have no commit in common", main), "name a commit to compare with")
	}
	return Base{Commit: commit, Name: "merge base with " + main}, nil
}

// CommitNames lists the names that a checkout has for commits: HEAD, branches and tags.
func CommitNames(ctx context.Context, root string) ([]string, error) {
	text, err := git{ctx, root}.text("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
	return append([]string{"HEAD"}, strings.Fields(text)...), err
}

// git runs git in one checkout.
type git struct {
	ctx  context.Context
	root string
}

func (g git) text(args ...string) (string, error) {
	out, err := output(g.ctx, g.root, gitEnv(g.root), "git", args...)
	return strings.TrimSpace(string(out)), err
}

func (g git) commit(revision string) (string, error) {
	return g.text("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
}

// mainBranch is what the remote calls its main branch: origin, or the only remote there is.
func (g git) mainBranch() (string, error) {
	listed, err := g.text("remote")
	remotes := strings.Fields(listed)
	if err != nil || len(remotes) == 0 {
		return "", diag.WithHint(errors.New("this checkout has no remote, so it is not known what to compare with"), "name a commit, as in HEAD~1")
	}
	remote := "origin"
	if !slices.Contains(remotes, remote) {
		remote = remotes[0]
	}
	if len(remotes) > 1 && remote != "origin" {
		return "", diag.WithHint(fmt.Errorf("of the remotes %s none is origin", strings.Join(remotes, ", ")), "name a commit, as in "+remote+"/main")
	}
	for _, branch := range []string{"HEAD", "main", "master"} {
		if _, err := g.commit("refs/remotes/" + remote + "/" + branch); err == nil {
			return g.short(remote + "/" + branch), nil
		}
	}
	return "", g.lacking(fmt.Errorf("the main branch of %s is not known here", remote), "git fetch "+remote+", or name a commit")
}

// short is the branch that origin/HEAD stands for.
func (g git) short(branch string) string {
	if name, err := g.text("symbolic-ref", "--quiet", "--short", "refs/remotes/"+branch); err == nil {
		return name
	}
	return branch
}

// lacking adds a hint to what a checkout does not have: a shallow clone can be deepened.
func (g git) lacking(err error, otherwise string) error {
	if shallow, asked := g.text("rev-parse", "--is-shallow-repository"); asked == nil && shallow == "true" {
		return diag.WithHint(fmt.Errorf("%w: it is a shallow clone", err), "git fetch --unshallow; for actions/checkout, fetch-depth: 0")
	}
	return diag.WithHint(err, otherwise)
}

// Export is the tree of a commit, in a folder of its own. Close it.
type Export struct {
	Dir     string      // where the folder is that was exported, within the whole tree
	Prefix  string      // where it is in that tree, as in "infra/"; "" at the top
	Listed  Files       // what the commit has, as ListFiles names what a checkout has
	Unread  []Submodule // that the flake sees, and that are not on this machine
	scratch scratch
}

// Files is what ListFiles would say of the exported folder: all of it is there to be seen, but for
// submodules that are not.
func (e Export) Files() Files {
	files := e.Listed
	files.Deep = false
	return files
}

// Close removes the folder.
func (e Export) Close() error { return e.scratch.remove() }

// Export writes all files of the commit, as git would check them out, without touching the work tree
// or its index: a flake in a subfolder of its checkout sees the files around it, and, if deep says so
// of the folder of the exported flake, those of submodules.
func (b Base) Export(ctx context.Context, root string, deep func(folder string) bool) (e Export, err error) {
	g := git{ctx, root}
	gitDir, err := g.text("rev-parse", "--absolute-git-dir")
	if err != nil {
		return e, gitError(root, err)
	}
	prefix, err := g.text("rev-parse", "--show-prefix")
	if err != nil {
		return e, gitError(root, err)
	}
	if _, err := g.text("rev-parse", "--verify", "--quiet", b.Commit+":"+strings.TrimSuffix(prefix, "/")); err != nil {
		return e, fmt.Errorf("%s has no folder %s", b.Name, prefix)
	}
	if e.scratch, err = newScratch(); err != nil {
		return e, err
	}
	e.Dir, e.Prefix = filepath.Join(e.scratch.tree(), filepath.FromSlash(prefix)), prefix
	if err := e.write(ctx, place{gitDir: gitDir, work: top(root, prefix), commit: b.Commit}, deep); err != nil {
		return e, errors.Join(fmt.Errorf("export %s: %w", b.Name, err), e.Close())
	}
	return e, nil
}

// write writes the files, and lists them.
func (e *Export) write(ctx context.Context, at place, deep func(folder string) bool) error {
	if err := checkOut(ctx, at.gitDir, at.commit, e.scratch.tree(), filepath.Join(e.scratch.dir, "index")); err != nil {
		return err
	}
	if deep(e.Dir) {
		all, err := e.fill(ctx, at)
		e.Listed = filesOf(all, e.Prefix)
		e.Listed.Deep = true
		return err
	}
	entries, err := tree(ctx, at.gitDir, at.commit)
	all := make([]string, len(entries))
	for i, one := range entries {
		all[i] = one.name
	}
	e.Listed = filesOf(all, e.Prefix)
	return err
}

// filesOf are all files of a commit, as seen from the folder at prefix.
func filesOf(all []string, prefix string) Files {
	slices.Sort(all)
	if prefix == "" {
		return Files{Git: true, Tracked: all}
	}
	files := Files{Git: true, Prefix: prefix, Around: all}
	for _, name := range all {
		if within, ok := strings.CutPrefix(name, prefix); ok {
			files.Tracked = append(files.Tracked, within)
		}
	}
	return files
}

// checkOut fills a folder through an index of its own. Not git archive: that leaves out what an
// attribute says not to export, and nix does not.
func checkOut(ctx context.Context, gitDir, commit, folder, index string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	env := append(gitEnv(folder), "GIT_DIR="+gitDir, "GIT_WORK_TREE="+folder, "GIT_INDEX_FILE="+index)
	for _, args := range [][]string{{"read-tree", commit}, {"checkout-index", "--all"}} {
		if _, err := output(ctx, folder, env, "git", append([]string{"-c", "core.sparseCheckout=false"}, args...)...); err != nil {
			return err
		}
	}
	return nil
}
