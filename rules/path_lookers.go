package rules

import (
	"path"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// lookers are the functions of a repository that look whether a path which they are given is there, by the name that they
// are bound to or that their file has, and the arguments that they look at.
type lookers map[string]map[string]bool

func readLookers(repo *analyzer.Repo) lookers {
	all := lookers{}
	for _, f := range repo.Files {
		if !strings.Contains(f.Src, "pathExists") {
			continue
		}
		if _, isFunction := syntax.Unparen(f.Root).(*syntax.Lambda); isFunction && !f.Module {
			all.add(stemOf(f.Name), f.Root)
		}
		f.Walk(func(n syntax.Node) bool {
			if b, ok := n.(*syntax.AttrBinding); ok && isFunction(b.Value) {
				all.add(lastNameOf(b.Path), b.Value)
			}
			return true
		})
	}
	return all
}

func (l lookers) add(name string, fn syntax.Expr) {
	arguments := argumentsIn(fn)
	syntax.Walk(fn, func(n syntax.Node) bool {
		call, ok := n.(*syntax.Apply)
		if !ok || syntax.Callee(call.Fn) != "pathExists" {
			return true
		}
		syntax.Walk(call.Arg, func(n syntax.Node) bool {
			if id, ok := n.(*syntax.Ident); ok && arguments[id.Name] {
				if l[name] == nil {
					l[name] = map[string]bool{}
				}
				l[name][id.Name] = true
			}
			return true
		})
		return true
	})
}

// argumentsIn are the names of all arguments of the functions in an expression.
func argumentsIn(fn syntax.Expr) map[string]bool {
	names := map[string]bool{}
	syntax.Walk(fn, func(n syntax.Node) bool {
		if lambda, ok := n.(*syntax.Lambda); ok {
			if lambda.Arg != nil {
				names[lambda.Arg.Name] = true
			}
			if lambda.Formals != nil {
				for _, formal := range lambda.Formals.List {
					names[formal.Name.Name] = true
				}
			}
		}
		return true
	})
	return names
}

// stemOf is the name by which a function that a file holds is known: that of the file, or of its folder.
func stemOf(file string) string {
	if stem := strings.TrimSuffix(path.Base(file), ".nix"); stem != "default" {
		return stem
	}
	return path.Base(path.Dir(file))
}

func lastNameOf(p *syntax.AttrPath) string {
	name, _ := syntax.StaticName(p.Names[len(p.Names)-1])
	return name
}

// isFunction reports whether an expression is a function, behind what it binds for itself.
func isFunction(x syntax.Expr) bool {
	_, is := inner(x).(*syntax.Lambda)
	return is
}

// calledWith knows the functions that a file does not define: what they do with a path that is not there.
type calledWith struct {
	closedSets
	repo    *analyzer.Repo
	lookers func() lookers
}

func newCalled(repo *analyzer.Repo) *calledWith {
	return &calledWith{closedSets: setsOf(repo), repo: repo, lookers: sync.OnceValue(func() lookers { return readLookers(repo) })}
}

// in notes the paths of a file that stand in the arguments of functions which look whether they are there, by "", and of
// functions of which nothing is known, by what these are called.
func (h *calledWith) in(f *analyzer.File) map[*syntax.Path]string {
	noted := map[*syntax.Path]string{}
	syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
		call, ok := n.(*syntax.Apply)
		if !ok {
			return true
		}
		given := pathsOf(call.Arg)
		name := syntax.Callee(call.Fn)
		if len(given) == 0 || name == "" || h.names.Has("lib", name) || h.names.Has("builtins", name) || h.origin(calledBy(call), s, 0) != "" {
			return true
		}
		if looked := h.lookers()[name]; looked != nil {
			for _, g := range given {
				if g.attr == "" || looked[g.attr] {
					noted[g.path] = ""
				}
			}
		} else if fn := calledBy(call); h.isStrange(f, fn, s) {
			for _, g := range given {
				noted[g.path] = f.Text(fn)
			}
		}
		return true
	})
	return noted
}

// calledBy is the function of a call, without its arguments.
func calledBy(call *syntax.Apply) syntax.Expr {
	fn := syntax.Unparen(call.Fn)
	for {
		inner, ok := fn.(*syntax.Apply)
		if !ok {
			return fn
		}
		fn = syntax.Unparen(inner.Fn)
	}
}

// givenPath is a path that a function is called with, by itself or as an attribute.
type givenPath struct {
	path *syntax.Path
	attr string
}

// pathsOf are the paths that an argument is, or that its attributes are.
func pathsOf(arg syntax.Expr) (given []givenPath) {
	switch x := syntax.Unparen(arg).(type) {
	case *syntax.Path:
		return []givenPath{{path: x}}
	case *syntax.AttrSet:
		for _, b := range x.Bindings {
			attr, ok := b.(*syntax.AttrBinding)
			if !ok || slices.Contains(readAtOnce, lastNameOf(attr.Path)) {
				continue
			}
			if p, ok := syntax.Unparen(attr.Value).(*syntax.Path); ok {
				given = append(given, givenPath{p, lastNameOf(attr.Path)})
			}
		}
	}
	return given
}

// readAtOnce are attributes whose paths whoever takes them reads.
var readAtOnce = []string{"src", "source", "module", "sopsFile", "file", "configuration", "lockFile", "cargoLock"}

// isStrange reports whether a function is an argument of a module that is no usual one, of a lib that has more than nixpkgs'
// or of an input that is not well known, and nothing in the repository has its name.
func (h *calledWith) isStrange(f *analyzer.File, fn syntax.Expr, s *syntax.Scopes) bool {
	sel, ok := fn.(*syntax.Select)
	if !ok {
		return false
	}
	dotted := strings.Split(syntax.Dotted(sel), ".")
	if len(dotted) < 2 || h.isBound(dotted[len(dotted)-1]) {
		return false
	}
	b, bound := s.Lookup(dotted[0])
	switch {
	case !bound || b.Lambda == nil || b.Lambda.Formals == nil, dotted[len(dotted)-1] == "callPackage":
		return false
	case dotted[0] == "inputs":
		return len(dotted) > 2 && dotted[1] != "self" && strangeInput(dotted[1])
	case dotted[0] == "lib":
		return len(dotted) > 2
	}
	return f.Module && b.Lambda == f.Head() && !slices.Contains([]string{"pkgs", "config", "options", "self", "self'", "inputs'", "utils", "modulesPath", "stdenv"}, dotted[0]) && strangeInput(dotted[0])
}

// isBound reports whether the repository binds a name, or has a file of it.
func (h *calledWith) isBound(name string) bool {
	return slices.ContainsFunc(h.repo.All(), func(f *analyzer.File) bool {
		return fileNamed(f.Name, name) || strings.Contains(f.Src, name) && timesNamed(f.Root, name) > 0
	})
}
