package harness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

const scratchPrefix = "mxmcheck-"

// scratch is the folder that one run works in. Its lock is held as long as the run lives: a folder
// whose lock is free was left behind by a run that was killed.
type scratch struct {
	dir  string
	lock *os.File
}

// newScratch makes a folder, and removes those that killed runs left behind.
func newScratch() (scratch, error) {
	sweep(os.TempDir())
	var err error
	for range 10 { // between its making and its locking, another run may sweep a folder away
		var s scratch
		if s, err = lockedScratch(); err == nil {
			return s, nil
		}
	}
	return scratch{}, err
}

func lockedScratch() (scratch, error) {
	dir, err := os.MkdirTemp("", scratchPrefix)
	if err != nil {
		return scratch{}, err
	}
	name := filepath.Join(dir, "lock")
	lock, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return scratch{}, errors.Join(err, os.RemoveAll(dir))
	}
	if err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		err = sameLock(lock, name)
	}
	if err != nil {
		return scratch{}, errors.Join(err, lock.Close(), os.RemoveAll(dir))
	}
	return scratch{dir, lock}, nil
}

// sameLock reports whether the file that is locked is the one that others see.
func sameLock(lock *os.File, name string) error {
	seen, err := os.Stat(name)
	if err != nil {
		return err
	}
	held, err := lock.Stat()
	if err == nil && !os.SameFile(seen, held) {
		err = errors.New("the lock is another one")
	}
	return err
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
		lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|syscall.O_NOFOLLOW, 0)
		if err != nil {
			continue
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(dir)
		}
		_ = lock.Close()
	}
}

// outputName is what the wrapping flake calls the flake that it wraps.
const outputName = "flake"

// writeWrapper writes a flake whose one output is the frozen flake, which is at prefix in its tree.
// Asking it, and not the flake itself, has two reasons: nix looks into packages.<system> of what it
// is asked first, so that one broken package would fail every host; and its lock file can say once,
// for all processes of a run, where the flake and every input lie in the store.
func writeWrapper(s scratch, prefix string) error {
	if err := os.MkdirAll(s.wrapper(), 0o755); err != nil {
		return err
	}
	within := ""
	if prefix != "" {
		within = " dir = " + probe.NixString(strings.TrimSuffix(prefix, "/")) + ";"
	}
	text := fmt.Sprintf("{\n  inputs.%[1]s = { type = \"path\"; path = %[2]s;%[3]s };\n  outputs = { %[1]s, ... }: { inherit %[1]s; };\n}\n",
		outputName, probe.NixString(s.tree()), within)
	return os.WriteFile(filepath.Join(s.wrapper(), "flake.nix"), []byte(text), 0o644)
}

// outputOf is an expression for an output of hosts of the wrapped flake; empty if there is none.
func outputOf(kind host.Kind) string {
	return fmt.Sprintf("(%s.%s or { })", outputName, kind.Output)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
