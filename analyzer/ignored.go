package analyzer

import (
	"io/fs"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Ignored reports whether a .gitignore of the repository names a file, or a folder around it. It does
// not say what exclude files outside of the repository name.
func (r *Repo) Ignored(name string) bool {
	if !r.Git {
		return false
	}
	parts := strings.Split(name, "/")
	for end := 1; end <= len(parts); end++ {
		if r.ignoredAs(strings.Join(parts[:end], "/"), end < len(parts)) {
			return true
		}
	}
	return false
}

// ignoredAs reads the files of the folders around a name, the root's first: the last line that matches
// decides.
func (r *Repo) ignoredAs(name string, folder bool) (ignored bool) {
	var dirs []string
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		dirs = append([]string{dir}, dirs...)
		if dir == "." {
			break
		}
	}
	for _, dir := range dirs {
		text, err := fs.ReadFile(r.loader.fsys, path.Join(dir, ".gitignore"))
		if err != nil {
			continue
		}
		below := name
		if dir != "." {
			below = strings.TrimPrefix(name, dir+"/")
		}
		for line := range strings.Lines(string(text)) {
			if pattern, keep := strings.CutPrefix(strings.TrimRight(line, " \t\r\n"), "!"); ignoreMatches(pattern, below, folder) {
				ignored = !keep
			}
		}
	}
	return ignored
}

// ignoreMatches reports whether a line of a .gitignore matches a name below its folder: one with a slash
// within from there on, another at any depth, and one that ends in a slash folders only.
func ignoreMatches(pattern, name string, folder bool) bool {
	pattern, foldersOnly := strings.CutSuffix(pattern, "/")
	if pattern == "" || strings.HasPrefix(pattern, "#") || foldersOnly && !folder {
		return false
	}
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	ok, err := doublestar.Match(strings.TrimPrefix(pattern, "/"), name)
	return ok && err == nil
}
