package tree

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
)

// readFolders notes what each folder holds, from git's list or from the files that were found.
func (t *Tree) readFolders() {
	t.folders = map[string]map[string]string{".": {}}
	add := func(name string) {
		kind := "regular"
		for name != "." {
			dir := path.Dir(name)
			if t.folders[dir] == nil {
				t.folders[dir] = map[string]string{}
			}
			if t.folders[dir][path.Base(name)] != "" {
				return
			}
			t.folders[dir][path.Base(name)] = kind
			name, kind = dir, "directory"
		}
	}
	for _, name := range t.listed {
		add(name)
		if !strings.Contains(path.Base(name), ".") && t.kindOnDisk(name) == "symlink" { // a folder, perhaps
			t.folders[path.Dir(name)][path.Base(name)] = "symlink"
		}
	}
	for _, f := range t.Files {
		add(f.Name)
	}
}

func (t *Tree) stat(name string) string {
	if _, ok := t.folders[name]; ok {
		return "directory"
	}
	kind := t.folders[path.Dir(name)][path.Base(name)]
	if kind == "symlink" || kind == "" && t.git {
		if behind, ok := t.behindLinks(name); ok && behind != name {
			return t.stat(behind)
		}
	}
	if kind != "" || t.git {
		return kind
	}
	info, err := fs.Stat(t.fsys, name)
	switch {
	case err != nil:
		return ""
	case info.IsDir():
		return "directory"
	}
	return "regular"
}

func (t *Tree) readDir(name string) (map[string]string, error) {
	if t.git {
		if entries, ok := t.folders[name]; ok {
			return entries, nil
		}
		if behind, ok := t.behindLinks(name); ok && behind != name {
			return t.readDir(behind)
		}
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	list, err := fs.ReadDir(t.fsys, name)
	entries := map[string]string{}
	for _, e := range list {
		switch {
		case e.IsDir():
			entries[e.Name()] = "directory"
		case e.Type()&fs.ModeSymlink != 0:
			entries[e.Name()] = "symlink"
		default:
			entries[e.Name()] = "regular"
		}
	}
	return entries, err
}

// InRepository gives the file that a path or string names: a folder's default.nix for a folder.
func (t *Tree) InRepository(m *eval.Machine, v eval.Value) (name string, ok bool) {
	var text string
	switch v := v.(type) {
	case eval.Path:
		text = string(v)
	case eval.String:
		text = string(v)
	case *eval.Set:
		if path, has := v.Attrs["outPath"]; has {
			return t.InRepository(m, m.Force(path))
		}
	}
	if !strings.HasPrefix(text, "/") {
		return "", false
	}
	name, ok = eval.InRepository(text)
	if ok && t.stat(name) == "directory" {
		name = path.Join(name, "default.nix")
	}
	if ok && t.byName[name] == nil {
		if behind, linked := t.behindLinks(name); linked {
			name = behind
		}
	}
	return name, ok
}

// kindOnDisk is what a tracked name is in the file system.
func (t *Tree) kindOnDisk(name string) string {
	info, err := fs.Lstat(t.fsys, name)
	switch {
	case err != nil:
		return ""
	case info.Mode()&fs.ModeSymlink != 0:
		return "symlink"
	}
	return "regular"
}

// At says what stands at a path from the root, a file or a folder: Resolved, Missing, Untracked, or
// Dynamic where that is not known, as it lies outside, behind a link, or in a repository of its own.
func (t *Tree) At(name string) facts.ImportState {
	if Outside(name) {
		return facts.Dynamic
	}
	if t.Kind(name) != "" {
		return facts.Resolved
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if kind := t.folders[path.Dir(dir)][path.Base(dir)]; kind != "" && kind != "directory" {
			return facts.Dynamic
		}
	}
	if _, err := fs.Lstat(t.fsys, name); err == nil {
		return facts.Untracked
	}
	return facts.Missing
}
