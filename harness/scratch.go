package harness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"mxmcheck/harness/probe"
)

const scratchPrefix = "mxmcheck-"

// scratch is the folder that one run works in. It is locked as long as the run lives: a folder whose
// lock is free was left behind by a run that was killed.
type scratch struct {
	dir  string
	lock *os.File // the folder itself
}

// newScratch makes a folder, and removes those that killed runs left behind.
func newScratch() (scratch, error) {
	sweep(os.TempDir())
	for {
		dir, err := os.MkdirTemp("", scratchPrefix)
		if err != nil {
			return scratch{}, err
		}
		lock, err := lockDir(dir) // between its making and its locking, another run may sweep it away
		if err == nil && exists(dir) {
			return scratch{dir, lock}, nil
		}
		if err == nil {
			err = lock.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.EWOULDBLOCK) {
			return scratch{}, errors.Join(err, os.RemoveAll(dir))
		}
	}
}

// lockDir locks a folder, unless that is done already.
func lockDir(dir string) (*os.File, error) {
	lock, err := os.OpenFile(dir, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

func (s scratch) tree() string    { return filepath.Join(s.dir, "tree") }
func (s scratch) wrapper() string { return filepath.Join(s.dir, "hosts") }

func (s scratch) remove() error {
	if s.dir == "" {
		return nil
	}
	return errors.Join(os.RemoveAll(s.dir), s.lock.Close())
}

// sweep removes the folders of runs that are dead. What cannot be removed is left: it belongs to
// somebody else, or another run is at it.
func sweep(parent string) {
	entries, err := filepath.Glob(filepath.Join(parent, scratchPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range entries {
		if lock, err := lockDir(dir); err == nil {
			_ = os.RemoveAll(dir)
			_ = lock.Close()
		}
	}
}

// outputName is what the wrapping flake calls the flake that it wraps.
const outputName = "flake"

// writeWrapper writes a flake whose one output is the frozen flake, which is at prefix in its tree.
// Asking it, and not the flake itself, has two reasons: nix looks into packages.<system> of what it
// is evaluated first, so that one broken package would fail every host; and its lock file can say once,
// for all processes of a run, where the flake and every input lie in the store. A flake sees itself
// as of the same revision in every tree: a commit makes no other host, and none that lacks its
// revision because the tree is dirty. The date is that of the store, 1970, with every nix.
func writeWrapper(dir, tree, prefix string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	within := ""
	if prefix != "" {
		within = " dir = " + probe.NixString(strings.TrimSuffix(prefix, "/")) + ";"
	}
	text := fmt.Sprintf("{\n  inputs.%[1]s = { type = \"path\"; path = %[2]s; rev = \"%[4]s\"; revCount = 1;%[3]s };\n  outputs = { %[1]s, ... }: { inherit %[1]s; };\n}\n",
		outputName, probe.NixString(tree), within, selfRev)
	return os.WriteFile(filepath.Join(dir, "flake.nix"), []byte(text), 0o644)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
