package rules

import (
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// guardedUse looks for uses of an argument that are evaluated on a host: those that stand under no
// guard, or under one that may hold there.
type guardedUse struct {
	repo  *analyzer.Repo
	host  *analyzer.Host
	file  *analyzer.File
	names map[string]bool // the argument, and the names of a let that stand for what uses it
	found bool
	// spare says that the argument has a default. The module system does not use it, but its author knows that
	// the argument may be absent: what a condition guards may be meant for hosts that have it.
	spare bool
}

// evaluatedOn reports whether a host may evaluate a use of an argument. What nothing evaluates need
// not be there.
func evaluatedOn(repo *analyzer.Repo, h *analyzer.Host, f *analyzer.File, formal *syntax.Formal) bool {
	head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
	if !ok {
		return true
	}
	g := &guardedUse{repo: repo, host: h, file: f, names: map[string]bool{formal.Name.Name: true}, spare: formal.Default != nil}
	g.visit(head.Body)
	return g.found
}

func (g *guardedUse) visit(n syntax.Node) {
	if g.found {
		return
	}
	switch n := n.(type) {
	case *syntax.Ident:
		g.found = g.names[n.Name]
	case *syntax.Let:
		g.let(n)
	case *syntax.Select:
		g.visit(n.X)
		g.computed(n.Path.Names)
		if n.Or != nil {
			g.visit(n.Or)
		}
	case *syntax.HasAttr:
		g.visit(n.X)
		g.computed(n.Path.Names)
	case *syntax.AttrBinding:
		g.computed(n.Path.Names)
		g.visit(n.Value)
	case *syntax.Inherit:
		g.inherit(n)
	case *syntax.Lambda:
		g.visit(n.Body)
	case *syntax.Apply:
		args := syntax.Arguments(n)
		if guarding(syntax.Callee(n)) && len(args) == 2 && (g.spare || g.off(args[0])) {
			g.visit(args[0])
			return
		}
		syntax.EachChild(n, g.visit)
	case *syntax.Binary:
		g.visit(n.X)
		if !g.spare || n.Op != syntax.And && n.Op != syntax.Or {
			g.visit(n.Y)
		}
	case *syntax.If:
		g.visit(n.Cond)
		if !g.spare {
			g.visit(n.Then)
			g.visit(n.Else)
		}
	default:
		syntax.EachChild(n, g.visit)
	}
}

// let follows the body of a let, and what it binds as far as the body uses it.
func (g *guardedUse) let(n *syntax.Let) {
	for again := true; again; {
		again = false
		for _, b := range n.Bindings {
			attr, ok := b.(*syntax.AttrBinding)
			if !ok {
				continue
			}
			name, plain := syntax.StaticName(attr.Path.Names[0])
			if !plain || g.names[name] {
				continue
			}
			inner := *g
			inner.visit(attr.Value)
			if inner.found {
				g.names[name], again = true, true
			}
		}
	}
	for _, b := range n.Bindings {
		if in, ok := b.(*syntax.Inherit); ok && in.From != nil {
			g.visit(in)
		}
	}
	g.visit(n.Body)
}

func (g *guardedUse) inherit(n *syntax.Inherit) {
	if n.From != nil {
		g.visit(n.From)
		return
	}
	for _, name := range n.Names {
		text, _ := syntax.StaticName(name)
		g.found = g.found || g.names[text]
	}
}

func (g *guardedUse) computed(names []syntax.AttrName) {
	for _, name := range names {
		if interp, ok := name.(*syntax.Interp); ok {
			g.visit(interp.X)
		}
	}
}

// off reports whether a guard does not hold on the host as far as can be seen: it reads options that
// the file declares, none of which has such a value by itself, and of which the host sets none to it.
func (g *guardedUse) off(cond syntax.Expr) bool {
	cond = syntax.Unparen(cond)
	holds := isOn
	if eq, ok := cond.(*syntax.Binary); ok && eq.Op == syntax.Equal {
		text, written := syntax.StaticText(eq.Y)
		if !written {
			return false
		}
		holds = func(a analyzer.Attr) bool {
			value, known := a.Text()
			return !known || value == text
		}
	}
	span := g.file.Span(cond)
	read := false
	for _, r := range g.file.Reads {
		if r.Span.Start.Offset < span.Start.Offset || r.Span.End.Offset > span.End.Offset {
			continue
		}
		read = true
		if g.mayBe(r.Path, holds) {
			return false
		}
	}
	return read
}

// mayBe reports whether an option may have a value on the host for which a guard holds. Where the file
// does not declare it, it may.
func (g *guardedUse) mayBe(path analyzer.Path, holds func(analyzer.Attr) bool) bool {
	declared := slices.ContainsFunc(g.file.Declarations, func(d *analyzer.Declaration) bool {
		return d.Path.Equal(path) && d.Option != nil && !(d.Option.Default.Given() && holds(d.Option.Default))
	})
	return !declared || slices.ContainsFunc(g.repo.Around(g.host, path), func(d *analyzer.Definition) bool {
		return holds(analyzer.Attr{Expr: d.Value, File: d.File})
	})
}

// isOn reports whether a value is true, or not known.
func isOn(a analyzer.Attr) bool {
	value, known := a.Bool()
	return value || !known
}
