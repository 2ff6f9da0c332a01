package analyzer

import (
	"path"

	"github.com/bmatcuk/doublestar/v4"

	"mxmcheck/analyzer/syntax"
)

// dropData takes back what was read from sets that only look like modules: a table of hosts or
// templates one of whose keys is named as a namespace. A file counts as data if nothing says that
// it is a module (a module's key or argument, an import, a host folder) and it would set options
// of a namespace, none of which is declared. Declarations of all files must have been joined.
func (l *loader) dropData() {
	imported := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, i := range f.Imports {
			if !i.Call {
				imported[i.Target] = true
			}
		}
	}
	for _, f := range l.repo.Files {
		if f.Module && !imported[f.Name] && !l.inHostFolder(f.Name) && !moduleShaped(f.Root) && l.setsOnlyUndeclared(f) {
			f.Module, f.Definitions = false, nil
		}
	}
}

func (l *loader) inHostFolder(name string) bool {
	for _, glob := range l.opts.Hosts {
		if ok, err := doublestar.Match(glob+"/**", path.Dir(name)); ok && err == nil {
			return true
		}
	}
	return false
}

// setsOnlyUndeclared reports whether a file would set options of a namespace, none of them declared.
func (l *loader) setsOnlyUndeclared(f *File) bool {
	sets := false
	for _, d := range f.Definitions {
		if !l.repo.InNamespace(d.Path) {
			continue
		}
		if l.repo.Declared(d.Path) {
			return false
		}
		sets = true
	}
	return sets
}

// moduleShaped reports whether a file has a key, or takes an argument, that modules have.
func moduleShaped(x syntax.Expr) bool {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			if takesModuleArgument(y) {
				return true
			}
			x = y.Body
		case *syntax.Let:
			x = y.Body
		case *syntax.With:
			x = y.Body
		case *syntax.Assert:
			x = y.Body
		case *syntax.AttrSet:
			return hasModuleKey(y)
		default:
			return false
		}
	}
}

func takesModuleArgument(l *syntax.Lambda) bool {
	if l.Formals == nil {
		return false
	}
	for _, f := range l.Formals.List {
		switch f.Name.Name {
		case "config", "lib", "pkgs", "options", "modulesPath", "osConfig":
			return true
		}
	}
	return false
}
