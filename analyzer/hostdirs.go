package analyzer

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// findDirs gives every host its folder. Where the globs name no folder of the repository, the
// folders that are named after the hosts tell where hosts stand.
func (l *loader) findDirs() {
	if !slices.ContainsFunc(l.repo.Files, func(f *File) bool { return l.isHost(path.Dir(f.Name)) }) {
		l.opts.Hosts = append(slices.Clone(l.opts.Hosts), l.seenGlobs()...)
	}
	for _, h := range l.repo.Hosts {
		h.Dir = l.dirOf(h)
	}
}

// seenGlobs are globs of folders in each of which two or more hosts have a folder of their name, and
// few folders have other names.
func (l *loader) seenGlobs() []string {
	hosts := map[string]map[string]bool{}
	for _, h := range l.repo.Hosts {
		for name := range h.Reach.Files {
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
func (l *loader) foldersIn(wanted map[string]map[string]bool) map[string]int {
	count, met := map[string]int{}, map[string]bool{}
	for _, f := range l.repo.Files {
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
func (l *loader) dirOf(h *Host) string {
	found := ""
	for _, name := range slices.Sorted(maps.Keys(h.Reach.Files)) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if !l.isHost(dir) {
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

func (l *loader) isHost(dir string) bool {
	return slices.ContainsFunc(l.opts.Hosts, func(glob string) bool {
		ok, err := doublestar.Match(glob, dir)
		return ok && err == nil
	})
}
