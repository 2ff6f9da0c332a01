package tree

import (
	"io/fs"
	"path"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// World is what the evaluator sees of the files: what a flake sees, which is what git tracks.
func (t *Tree) World() eval.World {
	return eval.World{
		File: func(name string) *syntax.File {
			if f := t.Named(name); f != nil {
				return f.File
			}
			return nil
		},
		Stat:    t.stat,
		ReadDir: t.readDir,
		Read: func(name string) (string, error) {
			if f := t.byName[name]; f != nil {
				return f.Src, nil
			}
			if t.stat(name) != "regular" {
				return "", fs.ErrNotExist
			}
			data, err := fs.ReadFile(t.fsys, name)
			return string(data), err
		},
	}
}

// Kind is what stands at a path of the checkout: regular, directory, symlink, or "" for nothing.
func (t *Tree) Kind(name string) string {
	if Outside(name) {
		return t.Checkout.Kind(name)
	}
	return t.stat(name)
}

// at is the file system that a name is in, and its name there.
func (t *Tree) at(name string) (fs.FS, string) {
	if Outside(name) {
		return t.Checkout.Top, path.Join(t.Checkout.Prefix, name)
	}
	return t.fsys, name
}

// Open opens a file of the flake, or of the checkout around it.
func (t *Tree) Open(name string) (fs.File, error) {
	files, name := t.at(name)
	return files.Open(name)
}

// IsLink reports whether a name is one of a symbolic link.
func (t *Tree) IsLink(name string) bool { return t.mode(name)&fs.ModeSymlink != 0 }

// IsFile reports whether a name is one of a regular file, wherever git has what the name is a part of.
func (t *Tree) IsFile(name string) bool { return t.mode(name).IsRegular() }

// mode is the mode of what stands on the disk at a name, ModeIrregular for nothing.
func (t *Tree) mode(name string) fs.FileMode {
	files, name := t.at(name)
	info, err := fs.Lstat(files, name)
	if err != nil {
		return fs.ModeIrregular
	}
	return info.Mode()
}

// Parse reads a file that is none of the Tree.
func (t *Tree) Parse(name string) *facts.File {
	files, at := t.at(name)
	src, err := fs.ReadFile(files, at)
	if Encrypted(src) {
		return &facts.File{File: syntax.Parse(name, nil), Encrypted: true}
	}
	return &facts.File{File: syntax.Parse(name, src), Unread: err != nil}
}
