package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	known "mxmcheck/analyzer/upstream"
)

// sharedBranch is an input of the author's that may declare more below a branch which modules here declare, too: one that is called as
// the branch is, one of which a file imports a module that declares options of the branch itself, or one whose owner is called as the
// namespace is, of which a host that takes the file imports a module.
func (l *loader) sharedBranch(path Path, f *File, inputs *eval.Set) string {
	var ofOwner []string
	around := l.declaredAround(path)
	spelled := likeOne(plainName(path[len(around)]), l.beside(around))
	for _, input := range inputs.Names() {
		if !l.ofAuthor(input, path[0]) || !l.givesModules(input) {
			continue
		}
		at := l.repo.namespaceOf(path)
		for _, name := range path[min(1, at):] {
			if plainName(name) == plainName(input) || plainName(name) == plainName(l.flake.Repository(input)) {
				return input
			}
		}
		if !spelled && len(around) > at && l.broughtBeside(input, around) {
			return input
		}
		if plainName(l.flake.Owners[input]) == plainName(path[0]) {
			ofOwner = append(ofOwner, input)
		}
	}
	if len(ofOwner) == 0 || spelled || len(around) < len(path)-1 {
		return "" // a branch below is what branchInput decides
	}
	return l.besideModuleOf(f, ofOwner)
}

// declaredAround is the longest part of a path that is not declared itself which is a group of declared options.
func (l *loader) declaredAround(path Path) Path {
	at := 0
	for at < len(path)-1 && l.repo.Declared(path[:at+1]) {
		at++
	}
	return path[:at]
}

// ofAuthor reports whether an input comes from who wrote the repository: only some can fetch it, its owner is called as the namespace is,
// or is named elsewhere too. What is known to declare options below roots of its own is somebody else's.
func (l *loader) ofAuthor(input, namespace string) bool {
	repository, owner := l.flake.Repository(input), l.flake.Owners[input]
	if known.HasOwnRoots(repository) || known.OfFlakes(repository) || l.declaresKnown(input) || strings.EqualFold(owner, "nix-community") {
		return false
	}
	return l.flake.Private[input] || owner != "" && (plainName(owner) == plainName(namespace) || l.named(owner))
}

// broughtBeside reports whether a file that declares options of a group imports a module of an input.
func (l *loader) broughtBeside(input string, group Path) bool {
	return slices.ContainsFunc(l.repo.Files, func(f *File) bool {
		return len(f.Imports) > 0 && importsModuleOf(f, input) && declaresIn(f, group)
	})
}

// besideNamesake is an input of which the file imports a module, where the path has the name of that module or of the input's repository.
func (l *loader) besideNamesake(path Path, f *File, inputs *eval.Set) string {
	for _, input := range inputs.Names() {
		repository := l.flake.Repository(input)
		if known.HasOwnRoots(repository) || known.OfFlakes(repository) || l.declaresKnown(input) || !importsModuleOf(f, input) {
			continue
		}
		names := []string{plainName(repository)}
		for _, i := range f.Imports {
			if module := i.Text[strings.LastIndex(i.Text, ".")+1:]; module != "default" && strings.Contains(i.Text, input+".") {
				names = append(names, plainName(module))
			}
		}
		if slices.ContainsFunc(path[:len(path)-1], func(name string) bool { return slices.Contains(names, plainName(name)) }) {
			return input
		}
	}
	return ""
}

// importsModuleOf reports whether a file imports a module of an input, by its name or its path.
func importsModuleOf(f *File, input string) bool {
	return slices.ContainsFunc(f.Imports, func(i *Import) bool {
		return i.State == Foreign && !i.Call && (ofPath(i.Text, input) || strings.Contains(i.Text, input+"."))
	})
}
