package analyzer

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// adopted are the files below another flake.nix, or in a template, that the flake's own imports reach: they are the flake's
// own, whatever lies beside them. That of a partition's inputs has inputs of its own, and keeps its files.
func (l *loader) adopted() map[string]bool {
	others := map[string]*File{}
	for _, f := range l.repo.Nested {
		if path.Base(f.Name) != "flake.nix" {
			others[f.Name] = f
		}
	}
	if len(others) == 0 {
		return nil
	}
	apart := l.inputFolders()
	own := map[string]bool{}
	var todo []string
	take := func(name string) {
		if others[name] != nil && !own[name] && !slices.ContainsFunc(apart, func(dir string) bool { return strings.HasPrefix(name, dir+"/") }) {
			own[name] = true
			todo = append(todo, name)
		}
	}
	l.eachReached(take)
	for ; len(todo) > 0; todo = todo[1:] {
		for _, name := range pathsOf(others[todo[0]]) {
			take(name)
			take(path.Join(name, "default.nix"))
		}
	}
	return own
}

// eachReached calls take for what the hosts, the exported modules and the modules and evaluated files of the flake import:
// what a command alone evaluates reads others as a stranger does.
func (l *loader) eachReached(take func(name string)) {
	for name := range l.repo.Reached() {
		take(name)
	}
	evaluated := l.repo.Evaluated()
	for _, f := range l.repo.Files {
		if !f.Module && !evaluated[f.Name] {
			continue
		}
		for _, i := range f.Imports {
			if i.State == Resolved && !i.Call { // who calls what another flake has, such as its lib, makes it no part of this one
				take(i.Target)
			}
		}
	}
}

// inputFolders are the folders of flakes that are there for their inputs: extraInputsFlake = ./dev.
func (l *loader) inputFolders() (dirs []string) {
	for _, f := range l.repo.Files {
		if !strings.Contains(f.Src, "extraInputsFlake") {
			continue
		}
		f.Walk(func(n syntax.Node) bool {
			b, ok := n.(*syntax.AttrBinding)
			if !ok {
				return true
			}
			last, _ := eval.Plain(b.Path.Names[len(b.Path.Names)-1])
			if p, is := syntax.Unparen(b.Value).(*syntax.Path); is && last == "extraInputsFlake" {
				text, _ := leading(p.Parts)
				dirs = append(dirs, path.Join(path.Dir(f.Name), text))
			}
			return true
		})
	}
	return dirs
}

// pathsOf are the files and folders that the paths in a file name.
func pathsOf(f *File) (names []string) {
	f.Walk(func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Path); ok {
			if text, whole := leading(p.Parts); whole && strings.HasPrefix(text, ".") {
				names = append(names, path.Join(path.Dir(f.Name), text))
			}
		}
		return true
	})
	return names
}
