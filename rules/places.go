package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
)

// ofHost reports whether a file stands in a host's folder.
func ofHost(repo *analyzer.Repo, file string) bool {
	for _, dir := range repo.HostDirs {
		if strings.HasPrefix(file, dir+"/") {
			return true
		}
	}
	return false
}

// ownGroup is the path around all options of the namespaces that a file declares; nil if there is
// none but the namespace itself.
func ownGroup(repo *analyzer.Repo, f *analyzer.File) analyzer.Path {
	var own analyzer.Path
	for _, d := range repo.Own(f) {
		if own == nil {
			own = d.Path[:len(d.Path)-1]
		}
		for !d.Path.HasPrefix(own) {
			own = own[:len(own)-1]
		}
	}
	if !repo.InNamespace(own) {
		return nil
	}
	return own
}

// isTrial reports whether a file stands in a folder of tests, their data, examples or templates: what it says is
// for no machine that runs.
func isTrial(file string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(file), "/"), func(dir string) bool {
		return slices.Contains([]string{"test", "tests", "example", "examples", "template", "templates", "fixture", "fixtures", "testdata"}, dir)
	})
}

// toBeCopied matches the names of files that are there to be copied and filled in.
var toBeCopied = regexp.MustCompile(`(?i)(?:^|[/._-])(?:templates?|skeletons?|skel|boilerplate|examples?|samples?)(?:[/._-]|$)`)

// isUnread reports whether a file is kept and not read: no path leads to it, and no host and no module that is
// exported imports it.
func isUnread(repo *analyzer.Repo, f *analyzer.File) bool {
	if repo.Named()[f.Name] > 0 || repo.File("flake.nix") != nil && repo.Evaluated()[f.Name] && !repo.Managed(f.Name) {
		return false
	}
	reaches := slices.Clone(repo.Exported)
	for _, h := range repo.Hosts {
		reaches = append(reaches, h.Closure)
	}
	return !slices.ContainsFunc(reaches, func(c *analyzer.Closure) bool {
		_, reached := c.Files[f.Name]
		return reached
	})
}
