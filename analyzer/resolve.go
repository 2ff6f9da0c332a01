package analyzer

import (
	"io/fs"
	"path"
)

// resolve says what stands at a path: a file, a folder's default.nix, nothing, or something that
// git does not track and a flake therefore does not see.
func (l *loader) resolve(target string) (string, ImportState) {
	info, err := fs.Stat(l.fsys, target)
	if err == nil && info.IsDir() {
		target = path.Join(target, "default.nix")
		_, err = fs.Stat(l.fsys, target)
	}
	switch {
	case err != nil:
		return target, Missing
	case l.repo.Git && !l.tracked[target]:
		return target, Untracked
	}
	return target, Resolved
}
