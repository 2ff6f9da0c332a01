package rules

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// isNoModule reports whether a file that looks like a module is a function, or data, of which something else makes use:
// nothing imports it, it has no key of a module, and it takes what no module gets, or binds what no option can be.
func isNoModule(repo *analyzer.Repo, f *analyzer.File) bool {
	head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
	if !ok || f.Classes != 0 || f.HasModuleKey() {
		return false
	}
	return takesOther(repo, head) || bindsData(repo, f) || hasWord(path.Dir(f.Name), "lib") || slices.ContainsFunc(repo.Nested, func(other *analyzer.File) bool {
		return strings.Contains(other.Src, "../") && strings.Contains(other.Src, "/"+path.Base(f.Name))
	})
}

// takesOther reports whether a function is called with something else than modules are: it takes no further arguments,
// one plain argument that is a set of packages, or one by a name that no other module takes.
func takesOther(repo *analyzer.Repo, head *syntax.Lambda) bool {
	if head.Formals == nil {
		return head.Arg != nil && slices.Contains([]string{"pkgs", "lib", "final", "prev", "self", "super"}, head.Arg.Name)
	}
	return !head.Formals.Ellipsis || slices.ContainsFunc(head.Formals.List, func(formal *syntax.Formal) bool {
		return formal.Default == nil && !isModuleArgument(repo, formal.Name.Name)
	})
}

// isModuleArgument reports whether a module may get an argument of that name: one that is usual, that something here
// supplies, or that a module takes which is imported.
func isModuleArgument(repo *analyzer.Repo, name string) bool {
	switch name {
	case "config", "options", "lib", "pkgs", "modulesPath", "inputs", "self", "specialArgs", "utils", "system", "name", "osConfig", "nixosConfig", "darwinConfig":
		return true
	}
	return repo.Supplied(name) || slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return f.Classes != 0 && hasFormal(rootFormals(f), name) || f.Name == "flake.nix" && strings.Contains(f.Src, name)
	})
}

// bindsData reports whether a file's set has, at its top, a list, a text or a number under a name that is no
// option's: options stand in groups.
func bindsData(repo *analyzer.Repo, f *analyzer.File) bool {
	set := f.Body()
	return set != nil && slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok || len(attr.Path.Names) != 1 || !isData(attr.Value) {
			return false
		}
		name, static := syntax.StaticName(attr.Path.Names[0])
		return static && !upstream.Roots()[name] && name != "systems" && name != "debug" &&
			!slices.ContainsFunc(repo.Declaring(analyzer.Path{name}), func(d *analyzer.Declaration) bool { return len(d.Path) > 0 })
	})
}

func isData(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.With:
		return isData(x.Body)
	case *syntax.List, *syntax.Str, *syntax.IndStr, *syntax.Int, *syntax.Lambda:
		return true
	}
	return false
}
