package analyzer

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Patterned reports whether some module declares options of a namespace. Where none does, the
// rules of the pattern have nothing to say.
func (r *Repo) Patterned() bool { return len(r.declarations) > 0 }

// Managed reports whether the file stands in a folder whose files follow the pattern.
func (r *Repo) Managed(file string) bool { return InFolders(file, r.ModuleDirs) }

// InFolders reports whether a file stands in one of the folders, or below it.
func InFolders(file string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		dir = path.Clean(dir)
		return dir == "." || strings.HasPrefix(file, dir+"/")
	})
}

// Own are the declarations of the namespaces in a file.
func (r *Repo) Own(f *File) []*Declaration {
	var own []*Declaration
	for _, d := range f.Declarations {
		if r.InNamespace(d.Path) {
			own = append(own, d)
		}
	}
	return own
}

// Uses says how other files take each file, by name: as an element of imports, or as the argument
// of a function, such as import or callPackage. A file that only a computed path reaches is in
// neither.
type Uses struct{ Imported, Called map[string]bool }

// Uses reads the imports and calls of all files.
func (r *Repo) Uses() Uses {
	u := Uses{map[string]bool{}, map[string]bool{}}
	for _, f := range r.Files {
		for _, i := range f.Imports {
			if !i.Call {
				u.Imported[i.Target] = true
			}
		}
		f.Walk(func(n syntax.Node) bool {
			if call, ok := n.(*syntax.Apply); ok {
				if p, ok := syntax.Unparen(call.Arg).(*syntax.Path); ok {
					u.called(r, f, p)
				}
			}
			return true
		})
	}
	return u
}

func (u Uses) called(r *Repo, f *File, p *syntax.Path) {
	text, ok := eval.Literal(p.Parts)
	if !ok {
		return
	}
	target := path.Join(path.Dir(f.Name), text)
	if r.byName[target] == nil {
		target = path.Join(target, "default.nix")
	}
	u.Called[target] = true
}
