package analyzer

import (
	"io/fs"
	"path"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// imports reads the value of an imports key, element by element.
func (c *collector) imports(x syntax.Expr, s *scope) {
	c.importsReads(x, s, 0)
	c.importList(x, s, 0)
}

func (c *collector) importList(x syntax.Expr, s *scope, depth int) {
	switch y := syntax.Unparen(x).(type) {
	case *syntax.List:
		for _, e := range y.Elems {
			c.importElement(e, s)
		}
		return
	case *syntax.Binary:
		if y.Op == syntax.Concat {
			c.importList(y.X, s, depth)
			c.importList(y.Y, s, depth)
			return
		}
	case *syntax.Let:
		c.importList(y.Body, s.bind(y.Bindings), depth)
		return
	case *syntax.With:
		c.importList(y.Body, &scope{parent: s, with: y.Scope}, depth)
		return
	case *syntax.If:
		c.importList(y.Then, s, depth)
		c.importList(y.Else, s, depth)
		return
	case *syntax.Ident:
		if b, ok := s.lookup(y.Name); ok && b.value != nil && depth < maxAlias {
			c.importList(b.value, b.scope, depth+1)
			return
		}
	case *syntax.Apply:
		args := arguments(y)
		switch fn := callee(y); {
		case fn == "optional" && len(args) == 2:
			c.importElement(args[1], s)
			return
		case fn == "optionals" && len(args) == 2:
			c.importList(args[1], s, depth)
			return
		}
	}
	c.addImport(x, "", Dynamic, false)
}

func (c *collector) importElement(x syntax.Expr, s *scope) {
	switch y := syntax.Unparen(x).(type) {
	case *syntax.Path:
		c.pathImport(y, s, false)
	case *syntax.AttrSet, *syntax.Lambda:
		if set, inner, ok := c.moduleBody(y, s); ok {
			c.moduleSet(set, inner, nil)
		}
	case *syntax.Apply:
		if callee(y) == "import" {
			return // recorded where the call is met
		}
		if set, inner, ok := c.moduleBody(arguments(y)[len(arguments(y))-1], s); ok && strings.HasPrefix(callee(y), "mk") {
			c.moduleSet(set, inner, nil)
			return
		}
		if strings.HasPrefix(callee(y), "mk") && strings.HasSuffix(callee(y), "OptionModule") {
			return
		}
		c.addImport(x, "", Dynamic, false)
	case *syntax.Select:
		c.addImport(x, "", c.selectState(y, s), false)
	case *syntax.Ident:
		if b, ok := s.lookup(y.Name); ok && b.value != nil && syntax.Unparen(b.value) != syntax.Expr(y) {
			c.importElement(b.value, b.scope)
			return
		}
		c.addImport(x, "", Dynamic, false)
	case *syntax.Str, *syntax.Binary:
		if strings.Contains(c.file.Text(y), "modulesPath") || strings.Contains(c.file.Text(y), "inputs.") {
			c.addImport(x, "", Foreign, false)
			return
		}
		c.addImport(x, "", Dynamic, false)
	default:
		c.addImport(x, "", Dynamic, false)
	}
}

// selectState tells a module of an input from a selection that cannot be followed.
func (c *collector) selectState(n *syntax.Select, s *scope) ImportState {
	id, ok := syntax.Unparen(n.X).(*syntax.Ident)
	if !ok {
		return Dynamic
	}
	names, _ := c.names(n.Path, s)
	for _, name := range append([]string{id.Name}, names...) {
		lower := strings.ToLower(name)
		if strings.HasSuffix(lower, "modules") || strings.HasSuffix(lower, "module") || name == "inputs" {
			return Foreign
		}
	}
	return Dynamic
}

// importCall records import ./x.nix.
func (c *collector) importCall(n *syntax.Apply, s *scope) {
	if fn, ok := syntax.Unparen(n.Fn).(*syntax.Ident); ok && fn.Name == "import" || callee(n.Fn) == "import" && len(arguments(n)) == 1 {
		if p, ok := syntax.Unparen(n.Arg).(*syntax.Path); ok {
			c.pathImport(p, s, true)
		}
	}
}

func (c *collector) addImport(x syntax.Expr, target string, state ImportState, call bool) {
	c.file.Imports = append(c.file.Imports, &Import{Span: c.file.Span(x), Text: c.file.Text(x), Target: target, State: state, Call: call})
}

// pathImport resolves a path literal against the file's folder.
func (c *collector) pathImport(p *syntax.Path, s *scope, call bool) {
	text, ok := c.pathText(p, s)
	if !ok {
		c.addImport(p, "", Dynamic, call)
		return
	}
	if strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~") {
		c.addImport(p, "", Foreign, call)
		return
	}
	target := path.Join(path.Dir(c.file.Name), text)
	if target == ".." || strings.HasPrefix(target, "../") {
		c.addImport(p, "", Foreign, call)
		return
	}
	target, state := c.resolve(target)
	c.addImport(p, target, state, call)
}

func (c *collector) pathText(p *syntax.Path, s *scope) (string, bool) {
	var b strings.Builder
	for _, part := range p.Parts {
		switch part := part.(type) {
		case *syntax.Text:
			b.WriteString(part.Value)
		case *syntax.Interp:
			text, ok := c.text(part.X, s, 0)
			if !ok {
				return "", false
			}
			b.WriteString(text)
		}
	}
	return b.String(), true
}

// resolve says what stands at a path: a file, a folder's default.nix, nothing, or something that
// git does not track and a flake therefore does not see.
func (c *collector) resolve(target string) (string, ImportState) {
	info, err := fs.Stat(c.fsys, target)
	if err == nil && info.IsDir() {
		target = path.Join(target, "default.nix")
		_, err = fs.Stat(c.fsys, target)
	}
	switch {
	case err != nil:
		return target, Missing
	case c.repo.Git && !c.tracked[target]:
		return target, Untracked
	}
	return target, Resolved
}

// registry takes every path literal in the list of hosts, DIR/default.nix for hosts in DIR/…, as
// an import: it is how hosts are reached.
func (c *collector) registry() {
	for _, glob := range c.opts.Hosts {
		first, _, _ := strings.Cut(glob, "/")
		if c.file.Name != first+"/default.nix" {
			continue
		}
		syntax.Walk(c.file.Root, func(n syntax.Node) bool {
			if p, ok := n.(*syntax.Path); ok {
				c.pathImport(p, nil, true)
			}
			return true
		})
		return
	}
}

// importsReads records config and pkgs in an imports list: the list must be known before they are.
// What stands inside an element that is a module of its own is not part of the list.
func (c *collector) importsReads(x syntax.Expr, s *scope, depth int) {
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lambda, *syntax.AttrSet:
			return false
		case *syntax.Select:
			if path, _, ok := c.configPath(n, s, 0); ok && len(path) > 0 {
				c.file.ImportsExprs = append(c.file.ImportsExprs, ImportsExpr{c.file.Span(n), c.file.Text(n)})
				return false
			}
		case *syntax.Ident:
			c.importsIdent(n, s, depth)
		}
		return true
	})
}

func (c *collector) importsIdent(n *syntax.Ident, s *scope, depth int) {
	b, bound := s.lookup(n.Name)
	switch {
	case bound && b.value == nil && b.from == nil && (n.Name == "config" || n.Name == "pkgs"):
		c.file.ImportsExprs = append(c.file.ImportsExprs, ImportsExpr{c.file.Span(n), n.Name})
	case bound && b.value != nil && depth < maxAlias && syntax.Unparen(b.value) != syntax.Expr(n):
		before := len(c.file.ImportsExprs)
		c.importsReads(b.value, b.scope, depth+1)
		if len(c.file.ImportsExprs) > before {
			c.file.ImportsExprs = append(c.file.ImportsExprs[:before], ImportsExpr{c.file.Span(n), n.Name})
		}
	}
}
