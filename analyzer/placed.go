package analyzer

import (
	"path"
	"strings"
)

// Called are the files and folders of the repository that have a name, wherever they stand, sorted: of what git
// tracks, where there is a list of it.
func (r *Repo) Called(base string) (names []string) {
	met := map[string]bool{}
	r.loader.otherFiles(func(name string) bool {
		for at := name; at != "."; at = path.Dir(at) {
			if path.Base(at) == base && !met[at] && !strings.HasPrefix(at, ".git/") {
				met[at] = true
				names = append(names, at)
			}
		}
		return false
	})
	return names
}

// HasFolderLike reports whether any folder of the repository, whatever it holds, has such a name.
func (r *Repo) HasFolderLike(like func(base string) bool) bool {
	found := false
	r.loader.otherFiles(func(name string) bool {
		for at := path.Dir(name); at != "." && !found; at = path.Dir(at) {
			found = like(path.Base(at)) && !strings.HasPrefix(at, ".git/")
		}
		return found
	})
	return found
}
