package analyzer

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
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
			if at != name && r.Tree().IsFile(at) {
				return "" // nothing stands below a file
			}
			return at
		}
	}
	return ""
}

// modulePath matches the folder of a submodule in .gitmodules.
var modulePath = regexp.MustCompile(`(?m)^\s*path\s*=\s*"?([^"\n]+?)"?\s*$`)

// NamedSubmodule is the folder of the submodule in .gitmodules that a file would be in; "" for none. Git need not have a commit of
// it: it may be of a server that only its owner sees, or the files may be copied without it.
func (r *Repo) NamedSubmodule(name string) string {
	for _, dir := range r.submodules() {
		if name == dir || strings.HasPrefix(name, dir+"/") {
			return dir
		}
	}
	return ""
}

func (r *Repo) readSubmodules() (dirs []string) {
	if !r.Git {
		return nil
	}
	text, err := fs.ReadFile(r.loader.fsys, ".gitmodules")
	if err != nil {
		return nil
	}
	for _, m := range modulePath.FindAllSubmatch(text, -1) {
		dirs = append(dirs, path.Clean(string(m[1])))
	}
	return dirs
}

// seesSubmodules matches what a flake says that wants the files of submodules.
var seesSubmodules = regexp.MustCompile(`\bself\s*(?:\.\s*submodules\s*=\s*true|=\s*\{[^}]*\bsubmodules\s*=\s*true)`)

// SeesSubmodules reports whether flake.nix says that the flake sees the files of submodules.
func (r *Repo) SeesSubmodules() bool {
	f := r.byName["flake.nix"]
	return f != nil && seesSubmodules.MatchString(f.Src)
}
