package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// collector gathers the facts of one file.
type collector struct {
	*Env
	file       *File
	class      Class                    // of the module that is read, where it is not the file's own
	body       *syntax.AttrSet          // of the module that is read
	within     Path                     // the option whose value that module is; nil for the module of a file
	args       *eval.Scope              // which binds the arguments of that module; nil where it takes none
	perhaps    bool                     // the import that is read is under a condition
	sifted     bool                     // the import that is read is what a condition may keep of a list
	everywhere bool                     // options are looked for in what a let binds, too
	followed   map[*syntax.AttrSet]bool // modules whose options are known
	taken      bool                     // another one takes keys out of the module before it is one
	embedded   bool                     // the module that is read is a value that the file holds
	apart      bool                     // it is the interface of a role of a service of clan
	oneHost    bool                     // its arguments are those of one host among others
	trail      Trail                    // of declarations, definitions and imports
	uses       *useGraph                // of the file's expressions; nil until it is needed
	kept       map[*syntax.Binary]bool  // updates that the module system takes apart again
	there      []Path                   // what a test around the expression that is read found to be there
}

// walk visits every expression for what is read, whatever the file's shape.
func (c *collector) walk(n syntax.Node, s *eval.Scope) {
	switch n := n.(type) {
	case *syntax.Ident:
		c.readWhole(n, s)
	case *syntax.Select:
		c.selection(n, s, n.Or != nil)
	case *syntax.HasAttr:
		c.hasAttr(n, s)
	case *syntax.Let:
		inner := c.let(n, n.Bindings, s)
		c.walkBindings(n.Bindings, inner, s, true)
		c.walk(n.Body, inner)
	case *syntax.LegacyLet:
		c.walkBindings(n.Bindings, c.let(n, n.Bindings, s), s, true)
	case *syntax.AttrSet:
		inner := s
		if n.Rec {
			inner = c.let(n, n.Bindings, s)
		}
		c.walkBindings(n.Bindings, inner, s, false)
	case *syntax.Lambda:
		inner := c.params(n, s)
		if n.Formals != nil {
			for _, f := range n.Formals.List {
				if f.Default != nil {
					c.walk(f.Default, inner)
				}
			}
		}
		c.noteKeysBeside(n)
		c.walk(n.Body, inner)
	case *syntax.With:
		c.walk(n.Scope, s)
		c.walk(n.Body, c.with(n, s))
	case *syntax.Apply:
		c.renameModule(n)
		c.noteSubmodules(n)
		c.noteApart(n, s)
		c.importCall(n, s)
		c.packageOption(n, s)
		c.selectedBy(n, s)
		c.pathArgument(n)
		c.walk(n.Fn, s)
		c.walkWhere(n.Arg, s, c.provenBy(n, s))
	case *syntax.List:
		c.pathList(n)
		for _, e := range n.Elems {
			c.walk(e, s)
		}
	case *syntax.Binary:
		c.merge(n, s)
		c.walk(n.X, s)
		c.walkWhere(n.Y, s, c.provenLeft(n, s))
	case *syntax.If:
		c.walk(n.Cond, s)
		c.walkWhere(n.Then, s, c.proven(n.Cond, s, true, 0))
		c.walkWhere(n.Else, s, c.proven(n.Cond, s, false, 0))
	case *syntax.Assert:
		c.walk(n.Cond, s)
		c.walkWhere(n.Body, s, c.proven(n.Cond, s, true, 0))
	default:
		syntax.EachChild(n, func(child syntax.Node) { c.walk(child, s) })
	}
}

// noteSubmodules remembers the functions that submodule and submoduleWith are called with: the
// config that they take is not the configuration.
func (c *collector) noteSubmodules(n *syntax.Apply) {
	if fn := callee(n.Fn); fn != "submodule" && fn != "submoduleWith" {
		return
	}
	syntax.Walk(n.Arg, func(n syntax.Node) bool {
		fn, ok := n.(*syntax.Lambda)
		if ok && c.file.submodules == nil {
			c.file.submodules = map[*syntax.Lambda]bool{}
		}
		if ok {
			c.file.submodules[fn] = true
		}
		return !ok
	})
}

func (c *collector) walkBindings(bindings []syntax.Binding, inner, outer *eval.Scope, named bool) {
	for _, b := range bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			for _, n := range b.Path.Names {
				if i, ok := n.(*syntax.Interp); ok {
					c.walk(i.X, inner)
				} else if str, ok := n.(*syntax.Str); ok {
					c.walk(str, inner)
				}
			}
			c.bindingValue(b, inner, named)
		case *syntax.Inherit:
			c.inherited(b, inner, outer)
		}
	}
}

// bindingValue reads a binding's value, unless it only names a configuration path again, as in a let: in
// a set, which others read, named is false.
func (c *collector) bindingValue(b *syntax.AttrBinding, s *eval.Scope, named bool) {
	if c.HandedBy[b] {
		return
	}
	path, whole, ok := c.configPath(b.Value, s, 0)
	name, plain := eval.Plain(b.Path.Names[0])
	if plain && len(b.Path.Names) == 1 {
		c.noteHelper(name, b.Value, s)
	}
	own, bound := s.Lookup(name)
	if !named || !ok || !whole || !plain || len(b.Path.Names) > 1 || !bound || own.Expr != b.Value {
		c.walk(b.Value, s)
		return
	}
	c.walkAround(b.Value, s)
	if c.InNamespace(path.Join("")) {
		r := &Read{Path: path, Span: c.file.Span(b.Value), File: c.file, alias: true}
		c.mark(r, b.Value, s)
		if !r.Handed {
			c.file.Aliases = append(c.file.Aliases, &Alias{Name: name, Path: path, Span: r.Span})
		}
		c.file.Reads = append(c.file.Reads, r)
	}
}

func (c *collector) inherited(in *syntax.Inherit, inner, outer *eval.Scope) {
	if in.From == nil {
		for _, n := range in.Names {
			if id, ok := n.(*syntax.Ident); ok && !c.HandedBy[n] {
				c.readWhole(id, outer)
			}
		}
		return
	}
	path, whole, ok := c.configPath(in.From, inner, 0)
	if !ok {
		c.walk(in.From, inner)
		c.inheritPackages(in, inner)
		return
	}
	if !whole {
		c.read(path, in.From, inner, false, true)
		return
	}
	for _, n := range in.Names {
		if name, plain := eval.Plain(n); plain && !c.HandedBy[n] {
			r := c.read(path.Join(name), n, inner, false, false)
			c.mark(r, in.From, inner)
		}
	}
}

// readWhole is a name that stands for a configuration path: all below it may be read.
func (c *collector) readWhole(id *syntax.Ident, s *eval.Scope) {
	if path, _, ok := c.configPath(id, s, 0); ok && len(path) > 0 {
		c.read(path, id, s, false, true)
		return
	}
	c.packageName(id, s)
	if _, bound := s.Lookup(id.Name); bound || !c.underWith(s) {
		return
	}
	for ; s != nil; s = s.Parent {
		if s.With == nil {
			continue
		}
		if path, whole, ok := c.configPath(s.With.Expr, s.With.Scope, 0); ok && whole && len(path) > 0 {
			c.file.Reads = append(c.file.Reads, &Read{Path: path.Join(id.Name), Span: c.file.Span(id), File: c.file, Guarded: true})
		}
	}
}

func (c *collector) underWith(s *eval.Scope) bool {
	for ; s != nil; s = s.Parent {
		if s.With != nil {
			return true
		}
	}
	return false
}

func (c *collector) selection(n *syntax.Select, s *eval.Scope, guarded bool) {
	path, whole, ok := c.configPath(n, s, 0)
	if ok && len(path) > 0 {
		c.read(path, n, s, guarded, !whole)
	} else if !ok {
		c.selectPackages(n, s)
	}
	if _, _, is := c.configPath(n.X, s, 0); !is {
		c.walk(n.X, s)
	}
	c.walkNames(n.Path, s)
	if n.Or != nil {
		c.walk(n.Or, s)
	}
}

// walkNames reads what the computed names of a path are made of.
func (c *collector) walkNames(path *syntax.AttrPath, s *eval.Scope) {
	for _, name := range path.Names {
		if i, isInterp := name.(*syntax.Interp); isInterp {
			before := len(c.file.Reads)
			c.walk(i.X, s)
			for _, r := range c.file.Reads[before:] {
				r.Selects = true
			}
		} else if str, isStr := name.(*syntax.Str); isStr {
			c.walk(str, s)
		}
	}
}

// walkAround reads what stands in an alias beside the path that it names.
func (c *collector) walkAround(x syntax.Expr, s *eval.Scope) {
	for {
		sel, ok := syntax.Unparen(x).(*syntax.Select)
		if !ok {
			return
		}
		c.walkNames(sel.Path, s)
		if _, _, is := c.configPath(sel.X, s, 0); !is {
			c.walk(sel.X, s)
			return
		}
		x = sel.X
	}
}

func (c *collector) hasAttr(n *syntax.HasAttr, s *eval.Scope) {
	base, whole, ok := c.configPath(n.X, s, 0)
	if !ok {
		c.lookedFor(n, s)
		c.walk(n.X, s)
		return
	}
	names, all := c.names(n.Path, s)
	if path := base.Join(names...); whole && len(path) > 0 {
		c.file.Reads = append(c.file.Reads, &Read{Path: path, Span: c.file.Span(n), File: c.file, Guarded: true, Whole: !all, presence: all})
	}
}

func (c *collector) read(path Path, n syntax.Node, s *eval.Scope, guarded, whole bool) *Read {
	if len(path) == 0 {
		return nil
	}
	r := &Read{Path: path, Span: c.file.Span(n), File: c.file, Guarded: guarded || c.isThere(path), Whole: whole}
	c.mark(r, n, s)
	c.file.Reads = append(c.file.Reads, r)
	return r
}

// mark notes of a read that it goes through an argument that was handed over. What is no module may be called with another one
// of that name: there the path need not exist.
func (c *collector) mark(r *Read, through syntax.Node, s *eval.Scope) {
	if handed, own := c.throughArgument(through, s); handed && r != nil {
		r.Handed, r.Guarded = true, r.Guarded || !own
	}
}

func callee(x syntax.Expr) string { return syntax.Callee(x) }

func arguments(x syntax.Expr) []syntax.Expr { return syntax.Arguments(x) }

// holdsInternals reports whether a set has nothing but names that Nix itself reads, as __functor, and so
// defines nothing.
func holdsInternals(x syntax.Expr) bool {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		return slices.ContainsFunc(syntax.BoundNames(b), func(n syntax.AttrName) bool {
			name, ok := eval.Plain(n)
			return !ok || !strings.HasPrefix(name, "__")
		})
	})
}

// merge records "//" beside a property of the module system: the update drops what the other
// side defines.
func (c *collector) merge(n *syntax.Binary, s *eval.Scope) {
	if n.Op != syntax.Update {
		return
	}
	if isEmptySet(n.X) || isEmptySet(n.Y) {
		return // the other side is left as it is
	}
	if holdsInternals(n.Y) {
		return // made so on purpose: what is added is read by who calls or prints the value
	}
	if c.kept[n] {
		return
	}
	for _, side := range []syntax.Expr{n.X, n.Y} {
		if fn := c.property(side, s, 0); fn != "" {
			at := int(n.OpPos)
			c.file.Merges = append(c.file.Merges, &Merge{Span: c.file.Range(at, at+2), Fn: fn})
			return
		}
	}
}

func isEmptySet(x syntax.Expr) bool {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	return ok && len(set.Bindings) == 0
}

func (c *collector) property(x syntax.Expr, s *eval.Scope, depth int) string {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Apply:
		fn := syntax.LibCallee(x)
		if want, ok := propertyArity(fn); ok && len(arguments(x)) == want {
			return fn
		}
	case *syntax.Ident:
		if b, ok := s.Lookup(x.Name); ok && b.Expr != nil && depth < maxAlias {
			return c.property(b.Expr, b.Scope, depth+1)
		}
	}
	return ""
}

// propertyArity says how many arguments make a function of lib a property.
func propertyArity(fn string) (int, bool) {
	switch fn {
	case "mkIf", "mkOverride", "mkOrder":
		return 2, true
	case "mkMerge", "mkForce", "mkDefault", "mkBefore", "mkAfter", "mkOptionDefault", "mkVMOverride", "mkImageMediaOverride":
		return 1, true
	}
	return 0, false
}

// expandOwnArguments counts a cfg that a caller hands in as a read of all that the file declares:
// what it holds cannot be seen here.
func (c *collector) expandOwnArguments() {
	injected := false
	c.file.Walk(func(n syntax.Node) bool {
		if l, ok := n.(*syntax.Lambda); ok {
			if l.Arg != nil && l.Arg.Name == "cfg" {
				injected = true
			}
			if l.Formals != nil {
				for _, f := range l.Formals.List {
					injected = injected || f.Name.Name == "cfg"
				}
			}
		}
		return !injected
	})
	if !injected {
		return
	}
	for _, d := range c.file.Declarations {
		c.file.Reads = append(c.file.Reads, &Read{Path: d.Path, Span: d.Span, File: c.file, Guarded: true, Whole: true})
	}
}
