package analyzer

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Evaluated names the files that the flake's evaluation reads: flake.nix, what hosts and outputs
// import, modules in the folders of the pattern, and every file that a path in one of these names.
// Without a flake there are none. A file that only a computed path reaches, outside of these
// folders, is not among them. It is computed once, and is not to be changed.
func (r *Repo) Evaluated() map[string]bool { return r.evaluated() }

func (r *Repo) readEvaluated() map[string]bool {
	if r.byName["flake.nix"] == nil {
		return nil
	}
	todo := []string{"flake.nix"}
	for _, h := range r.Hosts {
		for name := range h.Closure.Files {
			todo = append(todo, name)
		}
	}
	for _, e := range r.Exported {
		for name := range e.Files {
			todo = append(todo, name)
		}
	}
	for _, f := range r.Files {
		if f.HasModuleKey() && r.Managed(f.Name) || r.SnowfallReads(f.Name) {
			todo = append(todo, f.Name)
		}
	}
	reached := map[string]bool{}
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if f := r.byName[name]; f != nil && !reached[name] {
			reached[name] = true
			todo = append(todo, r.pathsIn(f, false)...)
		}
	}
	return reached
}

// pathsIn are the files that a file names by path literals; without commands, not those that only a
// command is given, as in "nix eval -f ${./x.nix}": another evaluation reads them. A folder that is listed or copied has
// its default.nix read by nobody for that.
func (r *Repo) pathsIn(f *File, commands bool) (names []string) {
	given := map[*syntax.Path]bool{}
	f.Walk(func(n syntax.Node) bool {
		if !commands {
			givenTo(n, given)
			listedBy(n, given)
		}
		if p, ok := n.(*syntax.Path); ok && !given[p] {
			if text, ok := eval.Literal(p.Parts); ok {
				name := path.Join(path.Dir(f.Name), text)
				if r.byName[name] == nil {
					name = path.Join(name, "default.nix")
				}
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// listers take a folder to list it or to copy it.
var listers = []string{"readDir", "filterSource", "cleanSource", "gitignoreSource", "listFilesRecursive", "toSource", "fileFilter"}

// listedBy notes the folders that a function lists or copies, or that are the source of something.
func listedBy(n syntax.Node, given map[*syntax.Path]bool) {
	var folder syntax.Expr
	switch n := n.(type) {
	case *syntax.Apply:
		if slices.Contains(listers, syntax.Callee(n.Fn)) {
			folder = n.Arg
		}
	case *syntax.AttrBinding:
		if names := n.Path.Names; len(names) == 1 {
			if name, _ := syntax.StaticName(names[0]); name == "src" {
				folder = n.Value
			}
		}
	}
	if p, ok := syntax.Unparen(folder).(*syntax.Path); ok {
		given[p] = true
	}
}

// givenTo notes the paths that stand in a text of several words by themselves.
func givenTo(n syntax.Node, given map[*syntax.Path]bool) {
	var parts []syntax.StrPart
	switch n := n.(type) {
	case *syntax.Str:
		parts = n.Parts
	case *syntax.IndStr:
		parts = n.Parts
	}
	if !slices.ContainsFunc(parts, func(part syntax.StrPart) bool {
		text, ok := part.(*syntax.Text)
		return ok && strings.ContainsAny(text.Value, " \n")
	}) {
		return
	}
	for _, part := range parts {
		if interp, ok := part.(*syntax.Interp); ok {
			if p, ok := syntax.Unparen(interp.X).(*syntax.Path); ok {
				given[p] = true
			}
		}
	}
}

// Named says how often path literals name each file, in all files together. It is computed once, and is
// not to be changed.
func (r *Repo) Named() map[string]int { return r.named() }

func (r *Repo) readNamed() map[string]int {
	counts := map[string]int{}
	for _, f := range r.Files {
		for _, name := range r.pathsIn(f, true) {
			counts[name]++
		}
	}
	return counts
}
