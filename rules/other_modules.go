package rules

import (
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// otherSystem matches a call of a module system that is not nixpkgs': it has its own arguments.
var otherSystem = regexp.MustCompile(`\bnilla\.create\b|\bpins\.nilla\b|\badios\b|\bkorora\b`)

// ofOtherSystem are the files that a module system which is not nixpkgs' reads: what makes one, what such files include, and what
// an includes list anywhere leads to.
func ofOtherSystem(repo *analyzer.Repo) map[string]bool {
	found := map[string]bool{}
	var todo []*analyzer.File
	add := func(name string) {
		for _, file := range []string{name, path.Join(name, "default.nix")} {
			if f := repo.File(file); f != nil && !found[file] {
				found[file] = true
				todo = append(todo, f)
			}
		}
	}
	nilla := repo.File("nilla.nix") != nil
	for _, f := range repo.Files {
		if path.Base(f.Name) == "nilla.nix" || nilla && strings.Contains(f.Src, "includes") || otherSystem.MatchString(f.Src) {
			add(f.Name)
		}
	}
	for ; len(todo) > 0; todo = todo[1:] {
		for _, target := range includes(todo[0]) {
			add(target)
		}
	}
	return found
}

// includes are the files and folders that the includes of a file list by their paths.
func includes(f *analyzer.File) (list []string) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		attr, ok := n.(*syntax.AttrBinding)
		if !ok {
			return true
		}
		if name, _ := syntax.StaticName(attr.Path.Names[0]); name != "includes" || len(attr.Path.Names) > 1 {
			return true
		}
		syntax.Walk(attr.Value, func(n syntax.Node) bool {
			if p, ok := n.(*syntax.Path); ok {
				if text, literal := literalPath(p); literal {
					list = append(list, path.Join(path.Dir(f.Name), text))
				}
			}
			return true
		})
		return false
	})
	return list
}
