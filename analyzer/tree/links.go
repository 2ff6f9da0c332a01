package tree

import (
	"io/fs"
	"path"
	"strings"

	"mxmcheck/analyzer/facts"
)

// Resolve says what stands at a path: a file, a folder's default.nix, nothing, or something that
// git does not track and a flake therefore does not see.
func (t *Tree) Resolve(target string) (string, facts.ImportState) {
	info, err := fs.Stat(t.fsys, target)
	if err == nil && info.IsDir() {
		target = path.Join(target, "default.nix")
		_, err = fs.Stat(t.fsys, target)
	}
	if t.git && !t.tracked[target] || t.byName[target] == nil {
		if name, ok := t.behindLinks(target); ok {
			target = name
		}
	}
	switch {
	case err != nil:
		return target, facts.Missing
	case t.git && !t.tracked[target]:
		return target, facts.Untracked
	}
	return target, facts.Resolved
}

// maxLinks bounds how many symbolic links are followed: one may lead to itself.
const maxLinks = 40

// behindLinks is the name of a file or folder without symbolic links in any part of its path; ok is
// false if there are none, or one leads out of the repository or is not tracked.
func (t *Tree) behindLinks(name string) (string, bool) {
	for range maxLinks {
		next, followed, ok := t.behindLink(name)
		if !ok {
			return "", false
		}
		if !followed {
			return name, true
		}
		name = next
	}
	return "", false
}

// behindLink follows the first symbolic link of a path.
func (t *Tree) behindLink(name string) (next string, followed, ok bool) {
	for end := 1; end <= len(name); end++ {
		if end < len(name) && name[end] != '/' {
			continue
		}
		link := name[:end]
		to, err := fs.ReadLink(t.fsys, link)
		if err != nil {
			continue
		}
		next = path.Join(path.Dir(link), to) + name[end:]
		within := !path.IsAbs(to) && next != ".." && !strings.HasPrefix(next, "../")
		return next, true, within && (!t.git || t.tracked[link])
	}
	return name, false, true
}

// Named is the file of a name, behind symbolic links too; nil if there is none.
func (t *Tree) Named(name string) *facts.File {
	if f := t.byName[name]; f != nil {
		return f
	}
	if name, ok := t.behindLinks(name); ok {
		return t.byName[name]
	}
	return nil
}
