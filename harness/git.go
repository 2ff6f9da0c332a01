package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// Files is what git says about a folder: slash paths from that folder, sorted.
type Files struct {
	Git       bool     // false: no git checkout, or no git; the lists are empty then
	Tracked   []string // in the index, and so visible to a flake's evaluation
	Untracked []string // in the work tree, not ignored, not in the index
	Prefix    string   // where the folder is in its checkout, as in "infra/"; "" at the top
	Around    []string // in the index of the whole checkout, from its top, if the folder is not the top
	Deep      bool     // files of submodules are among them: flake.nix says inputs.self.submodules
}

// ListFiles has git list the files below root. A folder that is no git checkout, or a machine
// without git, is not an error; a checkout that git refuses to read is. With deep, the files of
// submodules are listed in place of these.
func ListFiles(ctx context.Context, root string, deep bool) (Files, error) {
	cached := []string{"--cached"}
	if deep {
		cached = append(cached, "--recurse-submodules")
	}
	tracked, err := gitList(ctx, root, cached...)
	if notCheckout(err) {
		return Files{}, nil
	}
	if err != nil {
		return Files{}, gitError(root, err)
	}
	untracked, err := gitList(ctx, root, "--others", "--exclude-standard")
	if err != nil {
		return Files{}, gitError(root, err)
	}
	files := Files{Git: true, Tracked: tracked, Untracked: untracked, Deep: deep}
	prefix, err := output(ctx, root, gitEnv(root), "git", "rev-parse", "--show-prefix")
	if err != nil {
		return Files{}, gitError(root, err)
	}
	if files.Prefix = strings.TrimSuffix(string(prefix), "\n"); files.Prefix != "" {
		if files.Around, err = gitList(ctx, top(root, files.Prefix), cached...); err != nil {
			return Files{}, gitError(root, err)
		}
	}
	return files, nil
}

// top is the top of the checkout that has the folder root at prefix.
func top(root, prefix string) string {
	return filepath.Join(root, strings.Repeat("../", strings.Count(prefix, "/")))
}

// whole is what a flake's evaluation sees: nix takes all of a checkout, wherever the flake is in it.
func (f Files) whole(root string) (folder string, all Files) {
	if f.Prefix == "" {
		return root, f
	}
	return top(root, f.Prefix), Files{Git: f.Git, Tracked: f.Around, Deep: f.Deep}
}

func gitList(ctx context.Context, root string, which ...string) ([]string, error) {
	out, err := output(ctx, root, gitEnv(root), "git", append([]string{"ls-files", "-z"}, which...)...)
	if err != nil {
		return nil, err
	}
	names := strings.Split(string(out), "\x00")
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names), nil // an unmerged file is listed once per stage
}

// Ignored reports whether git is told to ignore a file of the checkout at root, which it does not have: whether there was one
// at some commit is not known then. Without git nothing is ignored.
func Ignored(ctx context.Context, root, name string) (bool, error) {
	_, err := output(ctx, root, gitEnv(root), "git", "check-ignore", "--quiet", "--", name)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &exit) && exit.ExitCode() == 1 || notCheckout(err):
		return false, nil
	}
	return false, gitError(root, err)
}

// gitEnv is the environment for git calls on root. A git hook sets GIT_DIR and GIT_INDEX_FILE for
// the checkout it runs in: they stay for that checkout (`git commit -a` has an index of its own),
// and would mislead git on any other.
func gitEnv(root string) []string {
	env := append(os.Environ(), "LC_ALL=C")
	if ownHook(root) {
		return env
	}
	return slices.DeleteFunc(env, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"}, name)
	})
}

// ownHook reports whether this process runs in a git hook of the checkout at root: git runs hooks
// in the checkout's top folder.
func ownHook(root string) bool {
	cwd, err := os.Getwd()
	if err != nil || os.Getenv("GIT_INDEX_FILE") == "" {
		return false
	}
	cwd, err = filepath.EvalSymlinks(cwd)
	return err == nil && cwd == root
}

func notCheckout(err error) bool {
	var failed *processError
	return errors.Is(err, exec.ErrNotFound) || errors.As(err, &failed) && strings.Contains(failed.stderr, "not a git repository")
}

func gitError(root string, err error) error {
	var failed *processError
	if errors.As(err, &failed) && strings.Contains(failed.stderr, "dubious ownership") {
		return diag.WithHint(
			fmt.Errorf("git refuses %s: it belongs to another user", root),
			"git config --global --add safe.directory "+root)
	}
	return fmt.Errorf("list files: %w", err)
}
