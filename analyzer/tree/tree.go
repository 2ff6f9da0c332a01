// Package tree is the files of a repository as a flake sees them: those that git tracks.
//
// In: one fs.FS and the list of files. Out: a Tree, with every .nix file parsed. It evaluates nothing.
package tree

import (
	"io/fs"
	"maps"
	"slices"
	"sync"

	"mxmcheck/analyzer/facts"
)

// Options says which files a flake sees.
type Options struct {
	Git      bool     // Tracked comes from git
	Tracked  []string // slash paths from the root
	Checkout Checkout
	Own      map[string]bool            // files below another flake.nix that are none of that flake
	Kept     *Kept                      // the trees of the Read before, and of this one afterwards
	Each     func(n int, f func(i int)) // calls f for 0 … n-1, in any order and at once
}

// Tree is the files of a repository. It is read-only after Read, but for the facts of its files.
type Tree struct {
	Files    []*facts.File // sorted by name
	Nested   []*facts.File // below another flake.nix, or in a template, and not reached by this flake: parsed, and no part of it; sorted by name
	Checkout Checkout

	fsys    fs.FS
	git     bool
	listed  []string // what git tracks
	tracked map[string]bool
	byName  map[string]*facts.File
	folders map[string]map[string]string // what folders hold
	readers sync.Pool                    // of *reader
	kept    *Kept
}

// Read reads and parses every .nix file of fsys (of git's list, where there is one). A file that
// cannot be read is a File with a parse-error; an unreadable root is an error.
func Read(fsys fs.FS, opts Options) (*Tree, error) {
	t := &Tree{fsys: fsys, git: opts.Git, listed: opts.Tracked, Checkout: opts.Checkout, kept: opts.Kept, tracked: map[string]bool{}, byName: map[string]*facts.File{}}
	for _, name := range opts.Tracked {
		t.tracked[name] = true
	}
	own, nested, err := t.list(opts.Own)
	if err != nil {
		return nil, err
	}
	t.Files, t.Nested = make([]*facts.File, len(own)), make([]*facts.File, len(nested))
	opts.Each(len(own), func(i int) { t.Files[i] = t.parse(own[i]) })
	opts.Each(len(nested), func(i int) { t.Nested[i] = t.parse(nested[i]) })
	all := slices.Concat(t.Nested, t.Files)
	for _, f := range all {
		t.byName[f.Name] = f
	}
	t.kept.keep(all)
	t.readFolders()
	return t, nil
}

// File gives the file of that name, nil if there is none.
func (t *Tree) File(name string) *facts.File { return t.byName[name] }

// Names are the names of all files, in no order.
func (t *Tree) Names() []string { return slices.Collect(maps.Keys(t.byName)) }

// Tracked are the names of all that git tracks.
func (t *Tree) Tracked() []string { return t.listed }

// FS is where the files are read from.
func (t *Tree) FS() fs.FS { return t.fsys }
