package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Declared gives the paths of the options that the modules of a file declare, before it is known what
// the namespaces are: of the module that the file is, and of those that stand anywhere inside of it.
// Submodules are left out: their options are no host's. No fact is kept.
func Declared(e *Env, f *File) []Path {
	c := &collector{Env: e, file: &File{File: f.File}}
	c.seek(f.Root, c.scope())
	var paths []Path
	for _, d := range c.file.Declarations {
		if len(d.Path) > 1 && (d.Option != nil || d.Fn != "") {
			paths = append(paths, d.Path)
		}
	}
	return paths
}

// Elsewhere notes what sets with options declare that are no module of the file as far as it was
// followed: what a function gives back, or another file takes. No more is known of them than that
// these options may exist.
func Elsewhere(e *Env, f *File) {
	defer func() { f.scopes = nil }() // the last pass over the file
	if !strings.Contains(f.Src, "options") {
		return
	}
	c := &collector{Env: e, file: &File{File: f.File, scopes: f.scopes, submodules: f.submodules}, everywhere: true, followed: f.bodies}
	c.seek(f.Root, c.scope())
	f.Elsewhere = c.file.Declarations
}

// seek looks for sets that have options, with the names that are seen where they stand.
func (c *collector) seek(n syntax.Node, s *eval.Scope) {
	switch n := n.(type) {
	case *syntax.Let:
		s = c.let(n, n.Bindings, s)
		if c.everywhere { // what is bound has a use elsewhere, most often as a submodule
			c.seekBindings(n.Bindings, s, true)
		}
		c.seek(n.Body, s)
	case *syntax.AttrSet:
		if n.Rec {
			s = c.let(n, n.Bindings, s)
		}
		c.seekBindings(n.Bindings, s, c.followed[n])
	case *syntax.Lambda:
		c.seek(n.Body, c.params(n, s))
	case *syntax.With:
		c.seek(n.Body, c.with(n, s))
	case *syntax.Apply:
		if fn := callee(n.Fn); fn == "submodule" || fn == "submoduleWith" || fn == "evalModules" {
			return
		}
		c.seek(n.Fn, s)
		c.seek(n.Arg, s)
	default:
		syntax.EachChild(n, func(child syntax.Node) { c.seek(child, s) })
	}
}

// seekBindings declares what stands below the name options, unless that is known, and looks into
// everything else.
func (c *collector) seekBindings(bindings []syntax.Binding, s *eval.Scope, known bool) {
	for _, b := range bindings {
		if in, ok := b.(*syntax.Inherit); ok && !known && slices.ContainsFunc(in.Names, isOptions) {
			if x, inner, ok := c.inheritedFrom(in, "options", s); ok {
				c.declare(nil, true, in, x, inner)
			}
		}
		a, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		if first, ok := eval.Plain(a.Path.Names[0]); ok && first == "options" {
			if known {
				continue
			}
			names, whole := c.names(&syntax.AttrPath{Names: a.Path.Names[1:]}, s)
			c.declare(names, whole, a.Path, a.Value, s)
			continue
		}
		c.seek(a.Value, s)
	}
}

func isOptions(n syntax.AttrName) bool {
	name, _ := eval.Plain(n)
	return name == "options"
}
