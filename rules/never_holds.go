package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// neverHolds reports whether a condition of a definition surely holds on no host, by the defaults of the options that
// it reads and by all that any file sets them to.
func neverHolds(repo *analyzer.Repo, d *analyzer.Definition, cond syntax.Expr) bool {
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.Ident:
		return x.Name == "false"
	case *syntax.Binary:
		switch x.Op {
		case syntax.And:
			return neverHolds(repo, d, x.X) || neverHolds(repo, d, x.Y)
		case syntax.Or:
			return neverHolds(repo, d, x.X) && neverHolds(repo, d, x.Y)
		}
	}
	if option, needs := needed(cond); option != nil {
		return slices.ContainsFunc(d.Gates(), func(gate analyzer.Path) bool {
			return gate.Name() == lastName(option) && staysOther(repo, gate, needs)
		})
	}
	t, ok := trialOf(cond)
	return ok && len(repo.Hosts) > 0 && !analyzer.InElse(d, cond) && t.neverHolds(repo, d)
}

// trial is a condition that compares an option with a text: that it is the text, that it is a list which has it,
// or that it is a set with an attribute of that name.
type trial struct {
	option syntax.Expr
	text   string
	of     analyzer.Kind // of the option: a string, a list or a set
}

// trialOf reads x == "a", elem "a" xs, any (x: x == "a") xs, s ? a and hasAttr "a" s.
func trialOf(cond syntax.Expr) (trial, bool) {
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.Binary:
		for _, side := range [][2]syntax.Expr{{x.X, x.Y}, {x.Y, x.X}} {
			if text, ok := syntax.StaticText(side[1]); ok && x.Op == syntax.Equal {
				return trial{side[0], text, analyzer.StringKind}, true
			}
		}
	case *syntax.HasAttr:
		if names, ok := syntax.StaticPath(x.Path); ok && len(names) == 1 {
			return trial{x.X, names[0], analyzer.SetKind}, true
		}
	case *syntax.Apply:
		args := syntax.Arguments(x)
		if len(args) != 2 {
			return trial{}, false
		}
		text, ok := syntax.StaticText(args[0])
		switch syntax.Callee(x) {
		case "elem":
			return trial{args[1], text, analyzer.ListKind}, ok
		case "hasAttr":
			return trial{args[1], text, analyzer.SetKind}, ok
		case "any":
			text, ok = isText(args[0])
			return trial{args[1], text, analyzer.ListKind}, ok
		}
	}
	return trial{}, false
}

// isText is the text that a function compares its argument with: x: x == "a".
func isText(x syntax.Expr) (string, bool) {
	fn, ok := syntax.Unparen(x).(*syntax.Lambda)
	if !ok || fn.Arg == nil {
		return "", false
	}
	t, ok := trialOf(fn.Body)
	id, named := syntax.Unparen(t.option).(*syntax.Ident)
	return t.text, ok && named && t.of == analyzer.StringKind && id.Name == fn.Arg.Name
}

// neverHolds reports whether each option that the condition may mean is declared here, and no file gives it what
// the condition needs.
func (t trial) neverHolds(repo *analyzer.Repo, d *analyzer.Definition) bool {
	name, meant := lastName(t.option), false
	for _, gate := range d.Gates() {
		if name == "" || gate.Name() != name {
			continue
		}
		if t.mayHold(repo, gate) {
			return false
		}
		meant = true
	}
	return meant
}

func (t trial) mayHold(repo *analyzer.Repo, option analyzer.Path) bool {
	if option.String() == "networking.hostName" {
		return !repo.HostsKnown || slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool { return h.Name == t.text }) || t.isSet(repo, option, isNamed)
	}
	decls := repo.Declaring(option)
	return len(decls) == 0 || repo.Unread() || slices.ContainsFunc(decls, func(decl *analyzer.Declaration) bool {
		return !decl.Path.Equal(option) || decl.Option == nil || decl.Option.Default.Given() && t.given(decl.Option.Default)
	}) || t.isSet(repo, option, nil) || slices.ContainsFunc(repo.Nested, func(f *analyzer.File) bool {
		return strings.Contains(f.Src, option.Name()) && strings.Contains(f.Src, t.text)
	})
}

// isNamed reports whether a value is a name, as most files have that of their host from their arguments.
func isNamed(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return true
	case *syntax.Select:
		return x.Or == nil
	}
	return false
}

// isSet reports whether a definition may give an option what the condition needs; passed over are values that are
// known to be something else in another way.
func (t trial) isSet(repo *analyzer.Repo, option analyzer.Path, other func(syntax.Expr) bool) bool {
	wanted := option
	if t.of == analyzer.SetKind {
		wanted = option.Join(t.text)
	}
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return slices.ContainsFunc(f.Definitions, func(d *analyzer.Definition) bool {
			switch {
			case other != nil && other(d.Value), len(d.Path) == 0 && saysNothingOf(d.File, option):
				return false
			case t.of == analyzer.SetKind && d.Path.HasPrefix(wanted):
				return true
			case d.Path.Equal(option) && !d.Dynamic:
				return t.given(analyzer.Attr{Expr: unprioritised(d.Value), File: d.File})
			}
			return wanted.HasPrefix(d.Path) && d.Open()
		})
	})
}

// saysNothingOf reports whether what a file computes as its whole config sets no option of that name: the name does not
// stand in it, nor does it import what may set it.
func saysNothingOf(f *analyzer.File, option analyzer.Path) bool {
	return !strings.Contains(f.Src, option.Name()) && !strings.Contains(f.Src, "import")
}

// given reports whether a value may be what the condition needs.
func (t trial) given(a analyzer.Attr) bool {
	switch t.of {
	case analyzer.StringKind:
		text, known := a.Text()
		return known && text == t.text || !known && (a.Kind() == analyzer.UnknownKind || a.Kind() == analyzer.StringKind)
	case analyzer.ListKind:
		return t.inList(a)
	}
	set, ok := syntax.Unparen(a.Expr).(*syntax.AttrSet)
	return !ok || slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			return true
		}
		name, static := syntax.StaticName(attr.Path.Names[0])
		return !static || name == t.text
	})
}

// inList reports whether a list may have the text as an element.
func (t trial) inList(a analyzer.Attr) bool {
	if join, ok := syntax.Unparen(a.Expr).(*syntax.Binary); ok && join.Op == syntax.Concat {
		return t.inList(analyzer.Attr{Expr: join.X, File: a.File}) || t.inList(analyzer.Attr{Expr: join.Y, File: a.File})
	}
	elems, known := a.List()
	return !known || slices.ContainsFunc(elems, func(e analyzer.Attr) bool {
		text, written := e.Text()
		return !written || text == t.text
	})
}
