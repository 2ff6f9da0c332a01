package analyzer

import (
	"io/fs"
	"path"
	"strings"
)

// resolve says what stands at a path: a file, a folder's default.nix, nothing, or something that
// git does not track and a flake therefore does not see.
func (l *loader) resolve(target string) (string, ImportState) {
	info, err := fs.Stat(l.fsys, target)
	if err == nil && info.IsDir() {
		target = path.Join(target, "default.nix")
		_, err = fs.Stat(l.fsys, target)
	}
	if l.repo.Git && !l.tracked[target] || l.repo.byName[target] == nil {
		if name, ok := l.behindLinks(target); ok {
			target = name
		}
	}
	switch {
	case err != nil:
		return target, Missing
	case l.repo.Git && !l.tracked[target]:
		return target, Untracked
	}
	return target, Resolved
}

// maxLinks bounds how many symbolic links are followed: one may lead to itself.
const maxLinks = 40

// behindLinks is the name of a file or folder without symbolic links in any part of its path; ok is
// false if there are none, or one leads out of the repository or is not tracked.
func (l *loader) behindLinks(name string) (string, bool) {
	for range maxLinks {
		next, followed, ok := l.behindLink(name)
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
func (l *loader) behindLink(name string) (next string, followed, ok bool) {
	for end := 1; end <= len(name); end++ {
		if end < len(name) && name[end] != '/' {
			continue
		}
		link := name[:end]
		to, err := fs.ReadLink(l.fsys, link)
		if err != nil {
			continue
		}
		next = path.Join(path.Dir(link), to) + name[end:]
		within := !path.IsAbs(to) && next != ".." && !strings.HasPrefix(next, "../")
		return next, true, within && (!l.repo.Git || l.tracked[link])
	}
	return name, false, true
}

// fileNamed is the file of a name, behind symbolic links too; nil if there is none.
func (l *loader) fileNamed(name string) *File {
	if f := l.repo.byName[name]; f != nil {
		return f
	}
	if name, ok := l.behindLinks(name); ok {
		return l.repo.byName[name]
	}
	return nil
}
