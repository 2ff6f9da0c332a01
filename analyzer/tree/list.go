package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// list names the .nix files of this flake, and those below another flake.nix: a repository of its
// own, such as a template. Those of ours are the flake's own wherever they stand.
func (t *Tree) list(ours map[string]bool) (own, nested []string, err error) {
	names, err := t.candidates()
	flakes := map[string]bool{}
	for _, name := range names {
		if path.Base(name) == "flake.nix" && name != "flake.nix" && t.isFlake(name) {
			flakes[path.Dir(name)] = true
		}
	}
	for _, name := range names {
		if !ours[name] && (belowAny(name, flakes) || isTemplate(name)) {
			nested = append(nested, name)
		} else {
			own = append(own, name)
		}
	}
	return own, nested, err
}

// isFlake reports whether a file called flake.nix makes a flake: it is a set with what a flake has, or may be, as it does not
// parse. One that is a module, of flake-parts or of hosts, makes none.
func (t *Tree) isFlake(name string) bool {
	f := t.parse(name)
	switch root := syntax.Unparen(f.Root).(type) {
	case *syntax.Lambda:
		return false
	case *syntax.AttrSet:
		return len(f.Errors) > 0 || len(root.Bindings) == 0 || slices.ContainsFunc(root.Bindings, func(b syntax.Binding) bool {
			return slices.ContainsFunc(syntax.BoundNames(b), func(n syntax.AttrName) bool {
				key, _ := syntax.StaticName(n)
				return key == "outputs" || key == "inputs"
			})
		})
	}
	return true
}

// isTemplate reports whether a file is part of what "nix flake init" copies: templates/NAME/….
func isTemplate(name string) bool {
	return strings.HasPrefix(name, "templates/") && strings.Count(name, "/") > 1
}

// belowAny reports whether a file stands in one of the folders, or in a folder below it.
func belowAny(name string, folders map[string]bool) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if folders[dir] {
			return true
		}
	}
	return false
}

// candidates are git's tracked files that still exist, or the directory tree's.
func (t *Tree) candidates() ([]string, error) {
	var names []string
	if t.git {
		for _, name := range t.listed {
			if strings.HasSuffix(name, ".nix") && t.isThere(name) {
				names = append(names, name)
			}
		}
		return names, nil
	}
	err := fs.WalkDir(t.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return fmt.Errorf("read the folder: %w", err)
		case err != nil:
			names = append(names, name) // a folder that cannot be read is reported as a file is
			return nil
		case entry.IsDir() && name != "." && (entry.Name() == ".git" || strings.HasPrefix(entry.Name(), "result")):
			return fs.SkipDir
		case entry.Type().IsRegular() && strings.HasSuffix(name, ".nix"):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// isThere reports whether a tracked file is to be read: it is a file, or it is not known what it is,
// because its folder cannot be read.
func (t *Tree) isThere(name string) bool {
	info, err := fs.Lstat(t.fsys, name)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	return info.Mode().IsRegular()
}
