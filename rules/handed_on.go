package rules

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// isReadElsewhere reports whether an option of a module that is handed to another system, as the interface of a service
// of clan, is read there: a function of that system has the values in an argument, which nothing leads back to config.
// The last two names of the option say that it is meant.
func isReadElsewhere(repo *analyzer.Repo, d *analyzer.Declaration) bool {
	if len(d.Path) < 2 {
		return false
	}
	to := reachOf(repo, d)
	if to == nowhere {
		return false
	}
	folder := path.Dir(d.File.Name)
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		beside := folder == "." || strings.HasPrefix(f.Name, folder+"/")
		if !beside && to == besideIt {
			return false
		}
		r := &argumentReads{option: d.Path, beside: beside, within: map[syntax.Expr]bool{}}
		f.Walk(r.visit)
		return r.found
	})
}

// reach says where what reads an option of a module may stand that is handed to another system.
type reach int

const (
	nowhere  reach = iota // the module is handed to none
	besideIt              // in the files of its folder
	anywhere              // in all files
)

// reachOf looks at what stands around a declaration.
func reachOf(repo *analyzer.Repo, d *analyzer.Declaration) reach {
	to, at := nowhere, d.Span.Start.Offset
	d.File.Walk(func(n syntax.Node) bool {
		if n == nil || at < n.Pos() || n.End() <= at {
			return false
		}
		switch n := n.(type) {
		case *syntax.AttrSet:
			if n != d.Body && ofOtherClass(n) {
				to = max(to, besideIt)
			}
		case *syntax.AttrBinding:
			if hasOptions(n.Value) {
				to = max(to, handedBy(n.Path))
			}
		}
		return true
	})
	if to == nowhere && d.Class == 0 && isDeferred(repo, d) {
		return anywhere
	}
	return to
}

// handedBy knows the names under which modules are handed on.
func handedBy(at *syntax.AttrPath) reach {
	for i, n := range at.Names {
		switch name, _ := syntax.StaticName(n); {
		case name == "interface" && i == len(at.Names)-1:
			return besideIt
		case name == "extends":
			return anywhere
		}
	}
	return nowhere
}

// hasOptions reports whether a value is a module that declares options.
func hasOptions(x syntax.Expr) bool {
	set := syntax.InnerSet(x)
	return set != nil && slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		return ok && nameIs(attr.Path.Names[0], "options")
	})
}

// ofOtherClass reports whether a set says that it is a module of a system that has no hosts.
func ofOtherClass(set *syntax.AttrSet) bool {
	class, known := analyzer.SaidClass(set)
	return known && !slices.Contains([]string{"nixos", "darwin", "homeManager", "nixOnDroid", "systemManager", "flake", "perSystem"}, class)
}

// isDeferred reports whether a declaration stands in the value of an option whose type is that of a module.
func isDeferred(repo *analyzer.Repo, d *analyzer.Declaration) bool {
	at := d.Span.Start.Offset
	return slices.ContainsFunc(d.File.Definitions, func(def *analyzer.Definition) bool {
		return def.Value != nil && def.Span.Start.Offset <= at && at < def.Value.End() && slices.ContainsFunc(repo.Declaring(def.Path), func(o *analyzer.Declaration) bool {
			return o.Option != nil && def.Path.HasPrefix(o.Path) && holdsModules(o.Option.Type)
		})
	})
}

// holdsModules reports whether a type is deferredModule, or one of lists or sets of such.
func holdsModules(t analyzer.Type) bool {
	for range 4 {
		if strings.HasPrefix(t.Name, "deferredModule") {
			return true
		}
		t = t.Arg(0)
	}
	return false
}

// argumentReads looks for what reads an option by names of an argument.
type argumentReads struct {
	option analyzer.Path
	beside bool                 // the file stands in the folder of the option: a read of the group around it counts
	within map[syntax.Expr]bool // selections of which only a part is taken, or whose presence is tested
	found  bool
}

func (r *argumentReads) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.HasAttr:
		r.within[syntax.Unparen(n.X)] = true
	case *syntax.Inherit:
		if n.From != nil {
			r.within[syntax.Unparen(n.From)] = true
			r.inherited(n)
		}
	case *syntax.Select:
		r.within[syntax.Unparen(n.X)] = true
		r.selected(n)
	}
	return !r.found
}

// inherited looks at inherit (x.group) option, and at inherit (group) option.
func (r *argumentReads) inherited(in *syntax.Inherit) {
	names := argumentPath(in.From)
	if len(names) == 0 || names[len(names)-1] != r.option[len(r.option)-2] {
		return
	}
	r.found = r.found || slices.ContainsFunc(in.Names, func(n syntax.AttrName) bool {
		name, _ := syntax.StaticName(n)
		return name == r.option.Name()
	})
}

// selected looks at x.group.option, at group.option, and beside the declaration at x.group, read whole.
func (r *argumentReads) selected(sel *syntax.Select) {
	names, last := argumentPath(sel), r.option[len(r.option)-2:]
	for i := 0; i+1 < len(names); i++ {
		r.found = r.found || names[i] == last[0] && names[i+1] == last[1]
	}
	group := r.option[max(0, len(r.option)-3) : len(r.option)-1]
	if from := len(names) - len(group); r.beside && from > 0 && !r.within[sel] && group.Equal(names[from:]) {
		r.found = true
	}
}

// argumentPath are the names of a selection, that of the variable first ("" where something else is selected from); nil if
// it leads to the configuration, or to what every module is given.
func argumentPath(x syntax.Expr) (names analyzer.Path) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		if slices.Contains([]string{"config", "cfg", "osConfig", "options", "lib", "pkgs", "inputs", "self"}, x.Name) {
			return nil
		}
		return analyzer.Path{x.Name}
	case *syntax.Select:
		if names = argumentPath(x.X); names == nil {
			return nil
		}
		for _, n := range x.Path.Names {
			name, _ := syntax.StaticName(n)
			names = append(names, name)
		}
		return names
	}
	return analyzer.Path{""}
}
