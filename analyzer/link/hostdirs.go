package link

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/facts"

	"github.com/bmatcuk/doublestar/v4"
)

// findDirs gives every host its folder. Where the globs name no folder of the repository, the
// folders that are named after the hosts tell where hosts stand.
func (l *Flake) findDirs() {
	if !slices.ContainsFunc(l.tree.Files, func(f *facts.File) bool { return l.IsHost(path.Dir(f.Name)) }) {
		l.globs = append(slices.Clone(l.globs), l.seenGlobs()...)
	}
	for _, h := range l.Hosts {
		h.Dir = l.dirOf(h)
	}
}

// seenGlobs are globs of folders in each of which two or more hosts have a folder of their name, and
// few folders have other names.
func (l *Flake) seenGlobs() []string {
	hosts := map[string]map[string]bool{}
	for _, h := range l.Hosts {
		for name := range h.Closure.Files {
			for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
				if above := path.Dir(dir); path.Base(dir) == h.Name && above != "." {
					if hosts[above] == nil {
						hosts[above] = map[string]bool{}
					}
					hosts[above][h.Name] = true
				}
			}
		}
	}
	var globs []string
	folders := l.foldersIn(hosts)
	for _, above := range slices.Sorted(maps.Keys(hosts)) {
		if len(hosts[above]) > 1 && 2*len(hosts[above]) >= folders[above] && !strings.ContainsAny(above, "*?[{") {
			globs = append(globs, above+"/*")
		}
	}
	return globs
}

// foldersIn counts the folders that stand in each of some folders.
func (l *Flake) foldersIn(wanted map[string]map[string]bool) map[string]int {
	count, met := map[string]int{}, map[string]bool{}
	for _, f := range l.tree.Files {
		for dir := path.Dir(f.Name); dir != "." && !met[dir]; dir = path.Dir(dir) {
			met[dir] = true
			if wanted[path.Dir(dir)] != nil {
				count[path.Dir(dir)]++
			}
		}
	}
	return count
}

// dirOf is the folder of a host: the first that its imports reach among those of the hosts globs;
// one with the host's name comes first.
func (l *Flake) dirOf(h *Host) string {
	found := ""
	for _, name := range slices.Sorted(maps.Keys(h.Closure.Files)) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if !l.IsHost(dir) {
				continue
			}
			if path.Base(dir) == h.Name {
				return dir
			}
			if found == "" {
				found = dir
			}
		}
	}
	return found
}

// IsHost reports whether a folder is one that hosts stand in.
func (l *Flake) IsHost(dir string) bool {
	return slices.ContainsFunc(l.globs, func(glob string) bool {
		ok, err := doublestar.Match(glob, dir)
		return ok && err == nil
	})
}
