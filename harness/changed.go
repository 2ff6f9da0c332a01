package harness

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// tick is how much later than a file's date a look at it must be for the date to tell of every
// change since: file systems have coarse clocks.
const tick = time.Second

// Changed names the files of the work tree that are no longer as they were when the run began,
// sorted: what was evaluated is then not what is there.
func (r *Runner) Changed(ctx context.Context) ([]string, error) {
	listed, err := ListFiles(ctx, r.options.Root)
	if err != nil {
		return nil, err
	}
	_, files := listed.whole(r.options.Root)
	now, err := identify(r.frozen.root, files)
	if err != nil {
		return nil, err
	}
	var changed []string
	for name, id := range now {
		before, known := r.frozen.files[name]
		same := known && id == before && id.settled(r.frozen.at)
		if !same && known {
			if same, err = sameFile(filepath.Join(r.frozen.root, name), filepath.Join(r.frozen.dir, name)); err != nil {
				return nil, err
			}
		}
		if !same {
			changed = append(changed, name)
		}
	}
	for name := range maps.Keys(r.frozen.files) {
		if _, there := now[name]; !there {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// settled reports whether a file that is changed after a look at it would have another date.
func (id fileID) settled(look time.Time) bool {
	return id.modified.Before(look.Add(-tick)) && id.changed.Before(look.Add(-tick))
}

// sameFile compares two files, links or absences, and whether they can be executed.
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
	text, err := os.ReadFile(name)
	if info.Mode()&0o100 != 0 {
		return append([]byte("x "), text...), err
	}
	return append([]byte("- "), text...), err
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
