package analyzer

import (
	"path"
	"slices"
)

// Submodule is the folder of the git submodule that a file is in; "" for none. Git lists such a folder
// as it does a file, unless the flake says that it sees the files of submodules. It says nothing of
// those in the checkout around a flake in a subfolder.
func (r *Repo) Submodule(name string) string {
	if !r.Git {
		return ""
	}
	for at := name; at != "." && at != "/"; at = path.Dir(at) {
		if _, tracked := slices.BinarySearch(r.Tree().Tracked(), at); tracked && !r.Tree().IsLink(at) {
			return at
		}
	}
	return ""
}
