package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// hostPins matches what is fetched for hosts: their modules are those of nixpkgs' module system.
var hostPins = regexp.MustCompile(`(?i)nixpkgs|nixos-|home-manager|nix-darwin|flake-compat`)

// frameworkRoots are the first names of options that modules of another framework than that of hosts declare alone, such as steps of a
// pipeline: the framework, which is fetched, may declare more below them.
func frameworkRoots(repo *analyzer.Repo) map[string]bool {
	roots := map[string]bool{}
	of := ofFramework(repo)
	if len(of) == 0 {
		return roots
	}
	others := map[string]bool{}
	for _, f := range repo.Files {
		for _, d := range f.Declarations {
			if len(d.Path) > 0 && of[f.Name] {
				roots[d.Path[0]] = true
			} else if len(d.Path) > 0 {
				others[d.Path[0]] = true
			}
		}
	}
	for root := range others {
		delete(roots, root)
	}
	return roots
}

// ofFramework are files that no host and no output takes: those of a folder that is but a framework that is fetched, those that import
// modules and take what no module of a host gets, and what such a file imports.
func ofFramework(repo *analyzer.Repo) map[string]bool {
	found := map[string]bool{}
	var todo []*analyzer.File
	add := func(f *analyzer.File) {
		if f != nil && !found[f.Name] && !taken(repo, f) {
			found[f.Name] = true
			todo = append(todo, f)
		}
	}
	var folders []string
	for _, f := range repo.Files {
		if path.Base(f.Name) == "default.nix" && path.Dir(f.Name) != "." && isFetched(f.Root) && !hostPins.MatchString(f.Src) {
			folders = append(folders, path.Dir(f.Name)+"/")
		}
	}
	for _, f := range repo.Files {
		if importsForOther(repo, f) || slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(f.Name, folder) }) {
			add(f)
		}
	}
	for ; len(todo) > 0; todo = todo[1:] {
		for _, i := range todo[0].Imports {
			add(repo.File(i.Target))
		}
	}
	return found
}

// taken reports whether a host takes a file as a module, or an output leads to it.
func taken(repo *analyzer.Repo, f *analyzer.File) bool {
	return f.Classes != 0 || slices.ContainsFunc(repo.Exported, func(reach *analyzer.Closure) bool {
		_, leads := reach.Files[f.Name]
		return leads
	})
}

// importsForOther reports whether a file imports modules and takes an argument that no module of a host gets: cfg, or, where it takes no
// further ones, as modules of hosts must, any other.
func importsForOther(repo *analyzer.Repo, f *analyzer.File) bool {
	head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
	if !ok || head.Formals == nil || f.Body() == nil || !bindsName(f.Body(), "imports") {
		return false
	}
	return slices.ContainsFunc(head.Formals.List, func(formal *syntax.Formal) bool {
		name := formal.Name.Name
		return formal.Default == nil && (name == "cfg" || !head.Formals.Ellipsis) && !isModuleArgument(repo, name)
	})
}

// isFetched reports whether an expression is what is fetched and nothing else: import (fetchGit { … }), or a call of it.
func isFetched(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.With:
		return isFetched(x.Body)
	case *syntax.Let:
		return isFetched(x.Body)
	case *syntax.Lambda:
		return isFetched(x.Body)
	case *syntax.Apply:
		args := syntax.Arguments(x)
		return syntax.Callee(x) == "import" && len(args) > 0 && strings.HasPrefix(syntax.Callee(args[0]), "fetch")
	}
	return false
}
