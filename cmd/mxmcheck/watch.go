package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// watching runs a command again each time that something which it reads has changed; one run at a time.
type watching struct {
	a      *app
	once   func(context.Context, *repository) error
	beside func(*repository) []string // files and folders that it reads whether git tracks them or not
	eyes   *eyes
	seen   map[string]string // what the last run read, by name; nil if it could not look
	tree   harness.WorkTree  // as it was looked at last
	read   harness.Digests   // of its files
	told   string            // the error that was printed last
}

// watch runs once, and again after each change, until a signal ends it. What the first run cannot do ends it too; what a
// later one cannot do is printed: the next change may be what mends it.
func (a *app) watch(ctx context.Context, beside func(*repository) []string, once func(context.Context, *repository) error) (err error) {
	if err := a.formatIn("text"); err != nil {
		return err
	}
	w := &watching{a: a, once: once, beside: beside}
	if w.eyes, err = openEyes(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.eyes.close()) }()
	if err := w.first(ctx); err != nil {
		return err
	}
	for {
		if err := w.eyes.wait(ctx); err != nil {
			return err
		}
		if err := w.again(ctx); ctx.Err() != nil {
			return context.Cause(ctx)
		} else if err != nil {
			w.complain(err)
		}
	}
}

func (w *watching) first(ctx context.Context) error {
	repo, now, err := w.look(ctx)
	if err != nil {
		return err
	}
	return w.run(ctx, repo, now)
}

// again runs again if something has changed.
func (w *watching) again(ctx context.Context) error {
	repo, now, err := w.look(ctx)
	if err != nil {
		return err
	}
	if w.seen != nil && maps.Equal(w.seen, now) {
		return nil
	}
	w.clear()
	if names := differing(w.seen, now); len(names) > 0 && w.seen != nil {
		w.say("changed: " + strings.Join(names[:min(3, len(names))], " ") + more(len(names)-3))
	}
	return w.run(ctx, repo, now)
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// run is one run of what was looked at. What changes while it goes on raises the next one.
func (w *watching) run(ctx context.Context, repo *repository, now map[string]string) error {
	w.seen, w.told = nil, ""
	if err := w.once(ctx, repo); err != nil && !errors.Is(err, errFindings) {
		return err
	}
	w.seen = now
	w.say("watching for changes of " + report.Plural(len(now), "file") + "; an interrupt ends it")
	return nil
}

// complain prints an error, unless it is the one that was printed last.
func (w *watching) complain(err error) {
	w.seen = nil
	if text := err.Error(); text != w.told {
		w.told = text
		w.a.complain(err)
	}
}

func (w *watching) say(line string) {
	if !w.a.flags.quiet {
		fmt.Fprintln(w.a.err, line)
	}
}

// clear empties the screen, where there is one.
func (w *watching) clear() {
	if isTerminal(w.a.out) && os.Getenv("TERM") != "dumb" {
		fmt.Fprint(w.a.out, ansi.EraseEntireDisplay+ansi.CursorHomePosition)
	}
}

// look opens the repository as it is, watches all of its folders, and gives the digests of what a run reads. It lists
// again after a folder became watched: what came into it before showed to nobody.
func (w *watching) look(ctx context.Context) (*repository, map[string]string, error) {
	for {
		repo, err := w.a.open(ctx)
		if err != nil {
			return nil, nil, err
		}
		folders, err := repo.files.Watched(ctx, repo.root)
		if err != nil {
			return nil, nil, err
		}
		for _, name := range w.beside(repo) {
			folders = append(folders, foldersOf(name)...)
		}
		more, err := w.eyes.add(folders)
		if err != nil {
			return nil, nil, err
		}
		if !more {
			now, err := w.digests(repo)
			return repo, now, err
		}
	}
}

// digests are of every file that a run reads; of one that git does not track, that it is there.
func (w *watching) digests(repo *repository) (map[string]string, error) {
	tree, err := repo.files.Look(repo.root)
	if err != nil {
		return nil, err
	}
	if w.read, err = tree.DigestsAfter(w.tree, w.read); err != nil {
		return nil, err
	}
	w.tree = tree
	found := maps.Clone(w.read)
	for _, name := range repo.files.Untracked {
		if base := path.Base(name); !strings.HasPrefix(base, ".") && !strings.HasSuffix(base, "~") { // what editors put down beside a file
			found[name] = "untracked"
		}
	}
	for _, name := range w.beside(repo) {
		if err := digestBeside(found, repo.root, name); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// digestBeside adds the digests of a file, or of all below a folder. One that is not there has none.
func digestBeside(found map[string]string, root, name string) error {
	return filepath.WalkDir(name, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return nil
		}
		var text []byte
		if err == nil {
			text, err = os.ReadFile(file)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if below, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(below) {
			file = filepath.ToSlash(below)
		}
		found[file] += fmt.Sprintf(" %x", sha256.Sum256(text))
		return nil
	})
}

// foldersOf are the folders in which a change of a file shows, or of all below a folder.
func foldersOf(name string) []string {
	list := []string{filepath.Dir(name)}
	_ = filepath.WalkDir(name, func(file string, entry fs.DirEntry, err error) error { // what is not there has none
		if err == nil && entry.IsDir() {
			list = append(list, file)
		}
		return nil
	})
	return list
}

// differing names what two looks have different, sorted.
func differing(before, now map[string]string) []string {
	names := map[string]bool{}
	for name, digest := range now {
		if old, there := before[name]; !there || old != digest {
			names[name] = true
		}
	}
	for name := range before {
		if _, there := now[name]; !there {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
