package facts

import (
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// ComputedPackage is a package that is selected by a computed name: pkgs.BASE."BEFORE${…}AFTER".BELOW. It asserts
// where the name may come from, as far as that is written; it does not assert that each such name is a package.
type ComputedPackage struct {
	Base, Below   Path
	Before, After string
	Sources
}

// Sources are where a computed text may come from.
type Sources struct {
	Words      []string // texts written in it
	Attributes []string // attributes that it reads, by the last name: cfg.shell is shell
	Any        bool     // an argument without a name of its own: any text of the file
}

// maxSources bounds the expressions that are looked into for one name.
const maxSources = 500

// computedPackage reads pkgs.a.${name}.b, and pkgs."a${name}", selected or looked for: x is pkgs, and path the rest.
func (c *collector) computedPackage(x syntax.Expr, path *syntax.AttrPath, s *eval.Scope) {
	base, ok := c.packagePath(x, s, 0)
	if !ok {
		return
	}
	one, computed := ComputedPackage{Base: base}, false
	for _, name := range path.Names {
		text, known := c.name(name, s)
		switch {
		case known && computed:
			one.Below = one.Below.Join(text)
		case known:
			one.Base = one.Base.Join(text)
		case computed:
			c.addComputed(one)
			return // the package by the first of them is one too, and what is below it is not known
		default:
			x, before, after, single := hole(name)
			if !single {
				return
			}
			computed, one.Before, one.After, one.Sources = true, before, after, c.sourcesOf(x, s)
		}
	}
	c.addComputed(one)
}

func (c *collector) addComputed(one ComputedPackage) {
	c.file.ComputedPackages = append(c.file.ComputedPackages, one)
}

// lookedFor reads pkgs ? a.b: whether there is such a package is for nixpkgs to say, and it is the usual answer that there is.
func (c *collector) lookedFor(n *syntax.HasAttr, s *eval.Scope) {
	base, ok := c.packagePath(n.X, s, 0)
	names, whole := c.names(n.Path, s)
	if last := len(names) - 1; ok && whole && last >= 0 {
		c.addComputed(ComputedPackage{Base: base.Join(names[:last]...), Sources: Sources{Words: names[last:]}})
		return
	}
	c.computedPackage(n.X, n.Path, s)
}

// hole is the one computed part of a name, and the text around it: of "a${x}b", and of "a" + x + "b".
func hole(name syntax.AttrName) (x syntax.Expr, before, after string, single bool) {
	for _, part := range pieces(name, nil) {
		text, written := part.(*syntax.Text)
		switch {
		case !written && x != nil:
			return nil, "", "", false
		case !written:
			x = part.(*syntax.Interp).X
		case x == nil:
			before += text.Value
		default:
			after += text.Value
		}
	}
	return x, before, after, x != nil
}

// pieces are the texts and the computed parts that a text is put together from.
func pieces(n syntax.Node, before []syntax.Node) []syntax.Node {
	switch n := n.(type) {
	case *syntax.Str:
		for _, part := range n.Parts {
			before = pieces(part, before)
		}
		return before
	case *syntax.Text:
		return append(before, n)
	case *syntax.Interp:
		switch x := syntax.Unparen(n.X).(type) {
		case *syntax.Str:
			return pieces(x, before)
		case *syntax.Binary:
			if x.Op == syntax.Add {
				return pieces(&syntax.Interp{X: x.Y}, pieces(&syntax.Interp{X: x.X}, before))
			}
		}
		return append(before, n)
	}
	return before
}

// selectedBy reads the functions of lib that select from pkgs: getAttr name pkgs, attrVals names pkgs.
func (c *collector) selectedBy(n *syntax.Apply, s *eval.Scope) {
	args := arguments(n)
	switch fn := callee(n); {
	case (fn == "getAttr" || fn == "hasAttr" || fn == "hasAttrByPath" || fn == "attrVals" || fn == "getAttrs" || fn == "getAttrFromPath") && len(args) == 2:
	case fn == "attrByPath" && len(args) == 3:
	default:
		return
	}
	if base, ok := c.packagePath(args[len(args)-1], s, 0); ok {
		c.addComputed(ComputedPackage{Base: base, Sources: c.sourcesOf(args[0], s)})
	}
}

// sourcesOf looks for where the text that an expression gives may come from.
func (c *collector) sourcesOf(x syntax.Expr, s *eval.Scope) Sources {
	look := sourceSearch{left: maxSources, seen: map[syntax.Node]bool{}}
	look.into(x, s)
	return look.found
}

type sourceSearch struct {
	found Sources
	left  int
	seen  map[syntax.Node]bool
}

func (l *sourceSearch) into(n syntax.Node, s *eval.Scope) {
	if l.left--; l.left < 0 || l.seen[n] {
		return
	}
	l.seen[n] = true
	switch n := n.(type) {
	case *syntax.Text:
		l.found.Words = append(l.found.Words, n.Value)
	case *syntax.Select:
		if ofLibrary(n) {
			return
		}
		if name, plain := eval.Plain(n.Path.Names[len(n.Path.Names)-1]); plain {
			l.found.Attributes = append(l.found.Attributes, name)
		} else {
			l.into(n.X, s) // { a = "b"; }.${x}
		}
		if n.Or != nil {
			l.into(n.Or, s)
		}
	case *syntax.Ident:
		l.variable(n, s)
	default:
		syntax.EachChild(n, func(child syntax.Node) { l.into(child, s) })
	}
}

// variable follows a name to what it is bound to. An argument of a set is handed over as an attribute of
// its name; one without a set may be anything.
func (l *sourceSearch) variable(id *syntax.Ident, s *eval.Scope) {
	b, at, bound := s.Find(id.Name)
	switch {
	case bound && b.Expr != nil:
		l.into(b.Expr, b.Scope)
		return
	case ofLibrary(id) || isGlobal(id.Name):
		return
	case !bound || at.Lambda != nil && at.Lambda.Formals == nil:
		l.found.Any = true
	}
	l.found.Attributes = append(l.found.Attributes, id.Name)
}

// ofLibrary knows what is selected from a library or from packages, and so is no text of the repository.
func ofLibrary(x syntax.Expr) bool {
	switch root, _, _ := strings.Cut(syntax.Dotted(x), "."); root {
	case "lib", "pkgs", "builtins", "types":
		return true
	}
	return false
}
