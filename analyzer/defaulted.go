package analyzer

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// DefaultedReads lists the paths at which the repository's files read a configuration in a way that
// takes an option that is not there for an answer: config.a.b or c, config ? a.b, and attrByPath. A
// name that is not written out ends a path. What a variable stands for is found by its name in the
// file, whatever its scope: a path too many does no harm.
func (r *Repo) DefaultedReads() [][]string {
	return r.defaulted("config", "config", "osConfig", "nixosConfig", "darwinConfig")
}

// DefaultedOptions lists the paths at which the repository's files look, in the same ways, whether an option is
// declared: options ? a.b, options.a.b or c.
func (r *Repo) DefaultedOptions() [][]string { return r.defaulted("options", "options") }

// defaulted lists the paths that are read with a default below what is called one of heads, and below the
// attribute held of anything.
func (r *Repo) defaulted(held string, heads ...string) [][]string {
	var paths [][]string
	for _, f := range r.Files {
		names := configNames(f.Root, held, heads)
		add := func(x syntax.Expr, below []string) {
			if path, ok := names.pathOf(x); ok && len(path)+len(below) > 0 {
				paths = append(paths, slices.Concat(path, below))
			}
		}
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Select:
				if n.Or != nil {
					add(n, nil)
				}
			case *syntax.HasAttr:
				below, _ := syntax.StaticPath(n.Path)
				add(n.X, below)
			case *syntax.Apply:
				if below, ok := readByPath(n); ok {
					add(n.Arg, below)
				}
			}
			return true
		})
	}
	slices.SortFunc(paths, slices.Compare)
	return slices.CompactFunc(paths, slices.Equal)
}

// configPaths are the variables of a file that stand for a configuration or a part of one, with the
// path of that part.
type configPaths struct {
	held string // the attribute that holds a configuration
	of   map[string][]string
}

// configNames finds them. A variable may be defined by another one that is written behind it.
func configNames(root syntax.Expr, held string, heads []string) configPaths {
	names := configPaths{held, map[string][]string{}}
	for _, head := range heads {
		names.of[head] = []string{}
	}
	for before := -1; before != len(names.of); {
		before = len(names.of)
		syntax.Walk(root, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AttrBinding:
				if name, static := syntax.StaticName(n.Path.Names[0]); static && len(n.Path.Names) == 1 {
					names.define(name, n.Value, nil)
				}
			case *syntax.Inherit:
				names.inherited(n)
			case *syntax.With:
				if _, ok := names.pathOf(n.Scope); ok {
					for _, name := range freeBelow(n) {
						names.define(name, n.Scope, []string{name})
					}
				}
			}
			return true
		})
	}
	return names
}

func (c configPaths) inherited(n *syntax.Inherit) {
	if n.From == nil {
		return
	}
	for _, one := range n.Names {
		if name, static := syntax.StaticName(one); static {
			c.define(name, n.From, []string{name})
		}
	}
}

// define notes that name stands for what lies below x.
func (c configPaths) define(name string, x syntax.Expr, below []string) {
	if _, known := c.of[name]; known {
		return
	}
	if path, ok := c.pathOf(x); ok {
		c.of[name] = slices.Concat(path, below)
	}
}

// pathOf is the path of what x stands for in a configuration. One that something else holds, as in
// args.config or nixosConfigurations.a.config, is a configuration too.
func (c configPaths) pathOf(x syntax.Expr) (path []string, ok bool) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		path, ok = c.of[x.Name]
	case *syntax.Select:
		below, _ := syntax.StaticPath(x.Path)
		if path, ok = c.pathOf(x.X); ok {
			return slices.Concat(path, below), true
		}
		if i := slices.Index(below, c.held); i >= 0 {
			return below[i+1:], true
		}
	}
	return path, ok
}

// readByPath is the path in lib.attrByPath [ "a" "b" ] default x and lib.hasAttrByPath [ "a" ] x.
func readByPath(call *syntax.Apply) (path []string, ok bool) {
	takes, known := map[string]int{"attrByPath": 3, "hasAttrByPath": 2}[syntax.Callee(call)]
	args := syntax.Arguments(call)
	if !known || len(args) != takes {
		return nil, false
	}
	list, written := syntax.Unparen(args[0]).(*syntax.List)
	if !written {
		return nil, false
	}
	for _, one := range list.Elems {
		text, static := syntax.StaticText(one)
		if !static {
			break
		}
		path = append(path, text)
	}
	return path, true
}
