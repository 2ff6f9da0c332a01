package harness

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// tick is how much later than a file's date a look at it must be for the date to tell of every
// change since: file systems have coarse clocks.
const tick = time.Second

// Changed names the files of the work tree that are no longer as they were when the run began,
// sorted: what was evaluated is then not what is there.
func (r *Runner) Changed(ctx context.Context) ([]string, error) {
	listed, err := ListFiles(ctx, r.options.Root, r.options.Files.Deep)
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
			if same, err = sameFile(filepath.Join(r.frozen.root, name), r.frozen.file(name)); err != nil {
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

// sameFile compares two files, links or absences, and whether they can be executed. It holds no
// file whole: a repository may track data of any size.
func sameFile(here, frozen string) (bool, error) {
	before, err := look(frozen)
	if err != nil {
		return false, err
	}
	now, err := look(here)
	if err != nil || before != now {
		return false, err
	}
	if !now.there || now.folder || now.target != "" {
		return true, nil
	}
	return sameContent(here, frozen)
}

// seen is what distinguishes two files before they are read.
type seen struct {
	there, executable bool
	folder            bool // a submodule: what it holds is not part of the flake
	size              int64
	target            string // of a link
}

func look(name string) (seen, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return seen{}, nil
	case err != nil:
		return seen{}, err
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(name)
		return seen{there: true, target: target}, err
	case info.IsDir():
		return seen{there: true, folder: true}, nil
	case !info.Mode().IsRegular():
		return seen{}, nil
	}
	return seen{there: true, executable: info.Mode()&0o100 != 0, size: info.Size()}, nil
}

// sameContent compares two files of one size, piece by piece.
func sameContent(a, b string) (same bool, err error) {
	var files [2]*os.File
	for i, name := range []string{a, b} {
		if files[i], err = os.Open(name); err != nil {
			return false, err
		}
		defer func() { err = errors.Join(err, files[i].Close()) }()
	}
	var pieces [2][64 << 10]byte
	for {
		n, errA := io.ReadFull(files[0], pieces[0][:])
		k, errB := io.ReadFull(files[1], pieces[1][:])
		if n != k || !bytes.Equal(pieces[0][:n], pieces[1][:k]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return atEnd(errA) && atEnd(errB), errors.Join(unexpected(errA), unexpected(errB))
		}
	}
}

func atEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func unexpected(err error) error {
	if atEnd(err) {
		return nil
	}
	return err
}

// FileChange is a file that differs between two trees.
type FileChange struct {
	Name string // slash path from the flake's folder; "../…" for one of the checkout around it
	Kept bool   // it is there in both
}

// Changes names the files of the whole checkout in which the tree of a commit and the work tree
// differ, sorted by path: a flake in a subfolder may read what is around it.
func (e Export) Changes(root string, files Files) (changes []FileChange, err error) {
	base, before := e.Listed.whole(e.Dir)
	tree, now := files.whole(root)
	tracked := map[string]bool{}
	for _, name := range now.Tracked {
		tracked[name] = true
	}
	names := slices.Concat(before.Tracked, now.Tracked)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		old, new := filepath.Join(base, filepath.FromSlash(name)), filepath.Join(tree, filepath.FromSlash(name))
		same, err := sameFile(new, old)
		if err != nil {
			return nil, err
		}
		is, err := look(new)
		if err != nil {
			return nil, err
		}
		if !same || is.there && !tracked[name] {
			was, err := look(old)
			if err != nil {
				return nil, err
			}
			changes = append(changes, FileChange{Name: files.fromFlake(name), Kept: was.there && is.there && tracked[name]})
		}
	}
	return changes, nil
}

// fromFlake spells a path of the checkout as seen from the flake's folder.
func (f Files) fromFlake(name string) string {
	if f.Prefix == "" {
		return name
	}
	from, err := filepath.Rel(filepath.FromSlash(f.Prefix), filepath.FromSlash(name))
	if err != nil {
		return name
	}
	return filepath.ToSlash(from)
}

// UnreadFromFlake are the folders of the submodules that are not on this machine, as seen from the flake's folder.
func (e Export) UnreadFromFlake() []string {
	var folders []string
	for _, one := range e.Unread {
		folders = append(folders, e.Listed.fromFlake(one.Name))
	}
	return folders
}

// FromFlake are all files of the checkout as seen from the flake's folder.
func (f Files) FromFlake() []string {
	if f.Prefix == "" {
		return f.Tracked
	}
	names := make([]string, len(f.Around))
	for i, name := range f.Around {
		names[i] = f.fromFlake(name)
	}
	return names
}
