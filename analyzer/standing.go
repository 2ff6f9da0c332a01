package analyzer

import (
	"io/fs"
	"path"
)

// At says what stands at a path from the root, a file or a folder: Resolved, Missing, Untracked, or
// Dynamic where that is not known, as it lies outside, behind a link, or in a repository of its own.
func (r *Repo) At(name string) ImportState {
	if Outside(name) {
		return Dynamic
	}
	if r.Kind(name) != "" {
		return Resolved
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if kind := r.loader.folders[path.Dir(dir)][path.Base(dir)]; kind != "" && kind != "directory" {
			return Dynamic
		}
	}
	if _, err := fs.Lstat(r.loader.fsys, name); err == nil {
		return Untracked
	}
	return Missing
}
