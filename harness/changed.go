package harness

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Changed names the files of the work tree that are no longer as they were when the run began,
// sorted: what was evaluated is then not what is there.
func (r *Runner) Changed(ctx context.Context) ([]string, error) {
	listed, err := ListFiles(ctx, r.options.Root)
	if err != nil {
		return nil, err
	}
	folder, before := r.options.Files.whole(r.options.Root)
	_, now := listed.whole(r.options.Root)
	names := append(slices.Clone(now.Tracked), before.Tracked...)
	if !now.Git {
		if names, err = everyFile(folder); err != nil {
			return nil, err
		}
	}
	var changed []string
	for _, name := range names {
		same, err := sameFile(filepath.Join(folder, name), filepath.Join(r.scratch.tree(), name))
		if err != nil {
			return nil, err
		}
		if !same {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return slices.Compact(changed), nil
}

// sameFile compares two files, links or absences. Folders, which are submodules, and what is no
// regular file were not frozen.
func sameFile(here, frozen string) (bool, error) {
	before, beforeErr := read(frozen)
	now, nowErr := read(here)
	for _, err := range []error{beforeErr, nowErr} {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return (beforeErr == nil) == (nowErr == nil) && bytes.Equal(before, now), nil
}

func read(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(name)
		return []byte("-> " + target), err
	case !info.Mode().IsRegular():
		return nil, fs.ErrNotExist
	}
	return os.ReadFile(name)
}

// FileChange is a file that differs between two trees.
type FileChange struct {
	Name string // slash path from the root
	Kept bool   // it is there in both
}

// Changes names the files in which the tree of a commit and the work tree differ, sorted, and those
// that the commit has.
func (e Export) Changes(root string, files Files) (changes []FileChange, before []string, err error) {
	if before, err = everyFile(e.Dir); err != nil {
		return nil, nil, err
	}
	for i := range before {
		before[i] = filepath.ToSlash(before[i])
	}
	names := slices.Concat(before, files.Tracked)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		was, is := exists(filepath.Join(e.Dir, name)), exists(filepath.Join(root, name))
		same, err := sameFile(filepath.Join(e.Dir, name), filepath.Join(root, name))
		if err != nil {
			return nil, nil, err
		}
		if tracked := slices.Contains(files.Tracked, name); !same || is && !tracked {
			changes = append(changes, FileChange{Name: name, Kept: was && is && tracked})
		}
	}
	return changes, before, nil
}
