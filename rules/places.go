package rules

import (
	"path"
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
