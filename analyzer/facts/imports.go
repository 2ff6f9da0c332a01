package facts

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// imports reads the value of an imports key, element by element.
func (c *collector) imports(x syntax.Expr, s *eval.Scope) {
	(&importsReader{collector: c, scope: s, met: map[syntax.Expr]bool{}}).read(x, 0)
	c.importValue(c.Machine.Fresh().Eval(x, s), x)
}

// importValue records what an imports list, or a part of one, holds. x is where it stands in this
// file: what helpers of other files add is reported there.
func (c *collector) importValue(v eval.Value, x syntax.Expr) {
	switch v := v.(type) {
	case *eval.List:
		for _, e := range v.Elems {
			c.importThunk(e, x)
		}
		for _, u := range v.Open {
			c.importUnknown(u, x)
		}
	case *eval.Unknown:
		c.importUnknown(v, x)
	default:
		c.addImport(x, "", Dynamic, false)
	}
}

// importThunk records an element of an imports list. One that holds itself is no module.
func (c *collector) importThunk(t *eval.Thunk, x syntax.Expr) {
	leave, ok := c.trail.Step(t)
	if !ok {
		c.addImport(x, "", Dynamic, false)
		return
	}
	defer leave()
	c.importElement(c.Machine.Fresh().Force(t), c.here(t.At(), x))
}

// here is the expression at a place, if it stands in this file, else x.
func (c *collector) here(at eval.Place, x syntax.Expr) syntax.Expr {
	if e, ok := at.Node.(syntax.Expr); ok && at.File == c.file.File {
		return e
	}
	return x
}

// take notes a file whose value is imported, unless what is imported is one of the values of a set that
// the file is.
func (c *collector) take(f *syntax.File, value syntax.Expr) {
	x := syntax.Unparen(f.Root)
	for x != value {
		switch y := x.(type) {
		case *syntax.Lambda:
			x = syntax.Unparen(y.Body)
			continue
		case *syntax.Let:
			x = syntax.Unparen(y.Body)
			continue
		case *syntax.With:
			x = syntax.Unparen(y.Body)
			continue
		case *syntax.AttrSet:
			if !HasModuleKeys(y) {
				return
			}
		}
		break
	}
	c.file.Taken = append(c.file.Taken, f.Name)
}

// importUnknown records an import that cannot be followed, and what it may be.
func (c *collector) importUnknown(u *eval.Unknown, x syntax.Expr) {
	outer, sifted := c.perhaps, c.sifted
	c.perhaps, c.sifted = true, sifted || u.Sifted
	defer func() { c.perhaps, c.sifted = outer, sifted }()
	for _, t := range u.Perhaps {
		c.importThunk(t, x)
	}
	switch {
	case u.Foreign:
		c.addImport(x, "", Foreign, false)
	case len(u.Perhaps) == 0:
		c.addImport(x, "", Dynamic, false)
	}
}

func (c *collector) importElement(v eval.Value, x syntax.Expr) {
	switch v := v.(type) {
	case eval.Path:
		c.importPath(string(v), x)
	case eval.String:
		c.importPath(string(v), x)
	case *eval.Func:
		if v.Scope.File != c.file.File {
			c.take(v.Scope.File, v.Lambda)
		} else if m, ok := c.moduleIn(v.Lambda, v.Scope); ok {
			c.moduleSet(m, guards{})
		}
	case *eval.Set:
		if t, ok := v.Attrs["outPath"]; ok {
			c.importElement(c.Machine.Fresh().Force(t), x)
		} else if v.Node != nil && v.Scope.File == c.file.File {
			c.moduleSet(module{set: v.Node, scope: v.Scope}, guards{})
		} else if v.Node != nil {
			c.take(v.Scope.File, v.Node)
		}
	case *eval.List, *eval.Unknown:
		c.importValue(v, x)
	case eval.Ref:
		state := Foreign
		if v.Root == "config" {
			state = Dynamic
		}
		c.addImport(x, "", state, false)
	case *eval.Call:
		c.addImport(x, "", Foreign, false)
	default:
		c.addImport(x, "", Dynamic, false)
	}
}

// importPath records an import of a path, absolute as the evaluator has it.
func (c *collector) importPath(text string, x syntax.Expr) {
	name, ok := eval.InRepository(text)
	if !ok {
		c.addImport(x, "", Foreign, false)
		return
	}
	target, state := c.Resolve(name)
	if c.sifted && state == Missing {
		return // the condition may be that the file is there
	}
	c.addImport(x, target, state, false)
}

// importCall records import ./x.nix.
func (c *collector) importCall(n *syntax.Apply, s *eval.Scope) {
	if fn, ok := syntax.Unparen(n.Fn).(*syntax.Ident); ok && fn.Name == "import" || callee(n.Fn) == "import" && len(arguments(n)) == 1 {
		if p, ok := syntax.Unparen(n.Arg).(*syntax.Path); ok {
			c.pathImport(p, s, true)
		}
	}
}

func (c *collector) addImport(x syntax.Expr, target string, state ImportState, call bool) {
	c.file.Imports = append(c.file.Imports, &Import{
		Span: c.file.Span(x), Text: c.file.Text(x), Target: target, State: state, Call: call,
		Perhaps: c.perhaps, Inner: c.body != nil && c.body != c.file.Body(),
	})
}

// pathImport resolves a path literal.
func (c *collector) pathImport(p *syntax.Path, s *eval.Scope, call bool) {
	text, ok := c.Machine.Fresh().Eval(p, s).(eval.Path)
	if !ok {
		c.addImport(p, "", Dynamic, call)
		return
	}
	name, ok := eval.InRepository(string(text))
	if !ok {
		c.addImport(p, "", Foreign, call)
		return
	}
	target, state := c.Resolve(name)
	c.addImport(p, target, state, call)
}

// registry takes every path literal in a list of hosts as an import: it is how hosts are reached.
func (c *collector) registry() {
	if !c.Registries[c.file.Name] {
		return
	}
	c.file.Walk(func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Path); ok {
			c.pathImport(p, c.scope(), true)
		}
		return true
	})
}

// importsReader records config and pkgs in an imports list: the list must be known before they are.
// What stands inside an element that is a module of its own is not part of the list.
type importsReader struct {
	*collector
	scope   *eval.Scope
	met     map[syntax.Expr]bool // bindings that were read
	element bool                 // an element of the list is read, not the list
}

// conditional are functions of lib that give an element which the module system takes for a module's
// config, unseen: what stands in it is not part of the list.
var conditional = []string{"mkIf", "mkOverride", "mkForce", "mkDefault", "mkOptionDefault", "mkVMOverride", "mkImageMediaOverride"}

func (r *importsReader) read(x syntax.Expr, depth int) {
	if r.element && slices.Contains(conditional, callee(x)) {
		return
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.List:
			inner := *r
			inner.element = true
			for _, e := range n.Elems {
				inner.read(e, depth)
			}
			return false
		case *syntax.Lambda, *syntax.AttrPath:
			return false
		case *syntax.AttrSet:
			r.names(n, depth)
			return false
		case *syntax.Let:
			inner := *r
			inner.scope = r.let(n, n.Bindings, r.scope)
			inner.read(n.Body, depth)
			return false
		case *syntax.With:
			if holdsAll(n.Body) {
				r.within(n, depth)
				return false
			}
		case *syntax.Apply:
			if !needsArguments(n) {
				r.read(n.Fn, depth)
				return false
			}
		case *syntax.Select:
			if path, _, ok := r.configPath(n, r.scope, 0); ok && len(path) > 0 && r.ownConfig(n, r.scope, 0) {
				r.add(n, r.file.Text(n), "config")
				return false
			}
		case *syntax.Ident:
			r.ident(n, depth)
		}
		return true
	})
}

// names reads the computed names of a set that is an element: the module system lists them. Its values are read later.
func (r *importsReader) names(set *syntax.AttrSet, depth int) {
	if !r.element {
		return
	}
	inner := *r
	if set.Rec {
		inner.scope = r.scope.Let(set.Bindings)
	}
	for _, b := range set.Bindings {
		if attr, ok := b.(*syntax.AttrBinding); ok {
			inner.computedName(attr.Path.Names[0], depth)
		}
	}
}

func (r *importsReader) computedName(name syntax.AttrName, depth int) {
	switch name := name.(type) {
	case *syntax.Interp:
		r.read(name.X, depth)
	case *syntax.Str:
		r.read(name, depth)
	}
}

// holdsAll reports whether an expression is a set or a function: the names in it are looked up when its parts are read.
func holdsAll(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.AttrSet, *syntax.Lambda:
		return true
	case *syntax.Let:
		return holdsAll(x.Body)
	case *syntax.With:
		return holdsAll(x.Body)
	case *syntax.Binary:
		return x.Op == syntax.Update && holdsAll(x.X) && holdsAll(x.Y)
	}
	return false
}

// within reads the body of a with that looks nothing up in what it opens.
func (r *importsReader) within(n *syntax.With, depth int) {
	inner := *r
	inner.scope = r.with(n, r.scope)
	inner.read(n.Body, depth)
}

func (r *importsReader) add(n syntax.Node, name, arg string) {
	r.file.ImportsExprs = append(r.file.ImportsExprs, ImportsExpr{r.file.Span(n), name, arg})
}

// ident reads a name, or what it is bound to: then the name is where the fault is reported.
func (r *importsReader) ident(n *syntax.Ident, depth int) {
	b, at, bound := r.scope.Find(n.Name)
	switch {
	case bound && at == r.args && (n.Name == "config" || n.Name == "pkgs"):
		r.add(n, n.Name, n.Name)
	case bound && at == r.args && r.body == r.file.Body() && !r.whole(n.Name):
		r.file.ImportArgs = append(r.file.ImportArgs, ImportsExpr{r.file.Span(n), n.Name, n.Name})
	case bound && b.Expr != nil:
		r.behind(n, b.Expr, b.Scope, depth)
	case bound && b.From != nil && b.From.Expr != nil:
		r.behind(n, b.From.Expr, b.From.Scope, depth)
	}
}

// whole reports whether a name stands for all arguments of the file's function, as in { … }@args or args: …
func (r *importsReader) whole(name string) bool {
	x := syntax.Unparen(r.file.Root)
	for {
		switch y := x.(type) {
		case *syntax.Lambda:
			if y.Arg != nil && y.Arg.Name == name {
				return true
			}
			x = syntax.Unparen(y.Body)
		case *syntax.Let:
			x = syntax.Unparen(y.Body)
		case *syntax.With:
			x = syntax.Unparen(y.Body)
		default:
			return false
		}
	}
}

// behind reads what a name is bound to, and says of the name what that needs.
func (r *importsReader) behind(n *syntax.Ident, x syntax.Expr, s *eval.Scope, depth int) {
	if depth >= maxAlias || r.met[x] {
		return
	}
	r.met[x] = true
	inner := importsReader{collector: r.collector, scope: s, met: r.met, element: r.element}
	exprs, args := len(r.file.ImportsExprs), len(r.file.ImportArgs)
	inner.read(x, depth+1)
	if met := r.file.ImportsExprs[exprs:]; len(met) > 0 {
		arg := met[0].Arg
		if slices.ContainsFunc(met, func(use ImportsExpr) bool { return use.Arg == "config" }) {
			arg = "config"
		}
		r.file.ImportsExprs = r.file.ImportsExprs[:exprs]
		r.add(n, n.Name, arg)
	}
	for i := range r.file.ImportArgs[args:] {
		r.file.ImportArgs[args+i].Span = r.file.Span(n)
	}
}

// ownConfig reports whether a configuration's path comes from an argument of the module that is read: a
// part of a flake knows its own configuration before the modules that stand in it.
func (c *collector) ownConfig(x syntax.Expr, s *eval.Scope, depth int) bool {
	for {
		sel, ok := syntax.Unparen(x).(*syntax.Select)
		if !ok {
			break
		}
		x = sel.X
	}
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	if !ok || depth > maxAlias {
		return false
	}
	b, at, bound := s.Find(id.Name)
	switch {
	case bound && b.Expr != nil:
		return c.ownConfig(b.Expr, b.Scope, depth+1)
	case bound && b.From != nil:
		return c.ownConfig(b.From.Expr, b.From.Scope, depth+1)
	}
	return bound && at == c.args && (id.Name == "config" || id.Name == "options")
}

// needsArguments reports whether a call surely evaluates what it is called with before it gives
// anything: a module that a function is called for may use config as any module does.
func needsArguments(call *syntax.Apply) bool {
	switch callee(call) {
	case "optional", "optionals", "mkIf", "map", "filter", "concatMap", "concatLists", "flatten", "attrValues", "attrNames",
		"toString", "toPath", "head", "last", "tail", "elem", "elemAt", "any", "all", "not", "hasAttr", "getAttr", "optionalString", "singleton":
		return true
	}
	return false
}
