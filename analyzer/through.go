package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// readThrough finds the options that are read in another configuration than that of the host: of a user's
// home, through an option that has the type of one, in what a function gives, or in what a package passes on. It
// asserts that a selection ends in the option's whole path, or goes on below it.
func (r *Repo) readThrough() map[string]bool {
	t := &throughReader{repo: r, options: map[string]bool{}, found: map[string]bool{}}
	for _, d := range r.declarations {
		t.options[d.Path.Name()] = true
	}
	for _, f := range r.Files {
		if !slices.ContainsFunc(r.roots, func(ns Path) bool { return strings.Contains(f.Src, ns[0]) }) {
			continue
		}
		syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
			switch n := n.(type) {
			case *syntax.Select:
				t.note(t.selected(n, s, 0))
			case *syntax.Inherit:
				if n.From != nil {
					t.inherited(n, s)
				}
			}
			return true
		})
	}
	return t.found
}

type throughReader struct {
	repo           *Repo
	options, found map[string]bool
}

// selection is a path, and the variable that it is selected from, "" where that is none.
type selection struct {
	names    Path
	variable string
}

const maxThrough = 8 // a cycle of names ends there

// selected follows an expression to the variable that it is selected from, behind names that a let binds. A name is "" where it
// is computed: it is of no option.
func (t *throughReader) selected(x syntax.Expr, s *syntax.Scopes, hops int) selection {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Select:
		of := t.selected(x.X, s, hops)
		for _, n := range x.Path.Names {
			name, _ := syntax.StaticName(n)
			of.names = append(of.names, name)
		}
		return of
	case *syntax.Ident:
		b, bound := s.Lookup(x.Name)
		switch {
		case !bound || hops >= maxThrough:
		case b.Value != nil:
			return t.selected(b.Value, b.In, hops+1)
		case b.From != nil:
			of := t.selected(b.From, b.In, hops+1)
			of.names = append(of.names, x.Name)
			return of
		}
		return selection{variable: x.Name}
	}
	return selection{}
}

// inherited notes inherit (x.group) option.
func (t *throughReader) inherited(in *syntax.Inherit, s *syntax.Scopes) {
	of := t.selected(in.From, s, 0)
	for _, n := range in.Names {
		if name, ok := syntax.StaticName(n); ok {
			t.note(selection{append(slices.Clone(of.names), name), of.variable})
		}
	}
}

// note notes the options that a selection names behind something else than this configuration: what config, or another name of
// it, holds is a read of its own.
func (t *throughReader) note(of selection) {
	for i, name := range of.names {
		if !t.repo.beginsNamespace(name) {
			continue
		}
		least := t.leastNames(of, i)
		for end := i + least; least > 0 && end <= len(of.names); end++ {
			if option := of.names[i:end].String(); t.repo.known.at[option] {
				t.found[option] = true
			}
		}
	}
}

// longPath is how many names say by themselves that an option is meant, whatever stands before them.
const longPath = 3

// noHolder are variables that hold no configuration, or the one that is read everywhere.
var noHolder = []string{"config", "options", "lib", "pkgs", "inputs", "builtins"}

// leastNames is how many names an option must have to be meant by those of a selection from i on; 0 for none.
func (t *throughReader) leastNames(of selection, i int) int {
	switch {
	case i == 0 && of.variable == "", i > 0 && (t.options[of.names[i-1]] || ofHome(of.names[:i]) || isConfigured(of.names[i-1])):
		return 2
	case slices.Contains(noHolder, of.variable):
		return 0
	case i == 0 && isConfigured(of.variable):
		return 2
	}
	return longPath
}

// isConfigured reports whether what has that name is a configuration, by how it is called.
func isConfigured(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, "config") || strings.HasSuffix(name, "configuration") || strings.HasSuffix(name, "cfg")
}

// ofHome reports whether a path leads to the configuration of a user's home, by how it is called. A group
// of another name may have attributes that are called as options are.
func ofHome(path Path) bool {
	last := strings.ToLower(path.Name())
	return last == "hm" || strings.Contains(last, "home") || slices.Contains(path, "home-manager")
}

func (r *Repo) beginsNamespace(name string) bool {
	for _, ns := range r.roots {
		if ns[0] == name {
			return true
		}
	}
	return false
}
