package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// marks are what a script looks for around the word that it replaces by a secret.
var marks = [][2]string{{"#", "#"}, {"@", "@"}, {"%", "%"}, {"__", "__"}, {"{{", "}}"}, {"!!", "!!"}, {"[[", "]]"}, {"##", "##"}, {"~", "~"}}

var oneWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*$`)

// isMarked reports whether a text is one word between marks and nothing else: what the service, or a script
// before it, replaces on the machine.
func isMarked(text string) bool {
	return slices.ContainsFunc(marks, func(m [2]string) bool {
		rest, begins := strings.CutPrefix(strings.TrimSpace(text), m[0])
		word, ends := strings.CutSuffix(rest, m[1])
		return begins && ends && oneWord.MatchString(strings.TrimSpace(word))
	})
}

// isNeverTaken reports whether a definition stands under a condition that holds on no host, as far as options of
// the repository say so: by their defaults, and by what is set.
func isNeverTaken(repo *analyzer.Repo, d *analyzer.Definition) bool {
	return slices.ContainsFunc(d.Conds, func(cond syntax.Expr) bool { return neverHolds(repo, d, cond) })
}

// needed is the option of a condition that compares it with null, or negates it, and what it has to be there.
func needed(cond syntax.Expr) (option syntax.Expr, needs analyzer.Kind) {
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.Binary:
		switch {
		case x.Op == syntax.Equal && isNull(x.Y):
			return x.X, analyzer.NullKind
		case x.Op == syntax.Equal && isNull(x.X):
			return x.Y, analyzer.NullKind
		}
	case *syntax.Unary:
		if x.Op == syntax.Not {
			return x.X, analyzer.BoolKind
		}
	}
	return nil, analyzer.UnknownKind
}

func writesFalse(x syntax.Expr) bool {
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	return ok && id.Name == "false"
}

func isNull(x syntax.Expr) bool {
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	return ok && id.Name == "null"
}

// lastName is the name that a selection ends in, "" where it is computed or may be missing.
func lastName(x syntax.Expr) string {
	sel, ok := syntax.Unparen(x).(*syntax.Select)
	if !ok || sel.Or != nil {
		return ""
	}
	name, _ := syntax.StaticName(sel.Path.Names[len(sel.Path.Names)-1])
	return name
}

// staysOther reports whether an option surely never becomes what a condition needs: its default is
// another value, and so is whatever any file sets a name like its own to.
func staysOther(repo *analyzer.Repo, option analyzer.Path, needs analyzer.Kind) bool {
	decls := repo.Declaring(option)
	if len(decls) == 0 || repo.Unread() || slices.ContainsFunc(decls, func(decl *analyzer.Declaration) bool {
		return !decl.Path.Equal(option) || decl.Option == nil || !isOther(decl.Option.Default, needs)
	}) {
		return false
	}
	own := map[syntax.Expr]bool{}
	for _, decl := range decls {
		own[decl.Value] = true
	}
	return !slices.ContainsFunc(repo.All(), func(f *analyzer.File) bool { return mayGive(f, option.Name(), needs, own) })
}

// isOther reports whether a value is known, and is not what a condition needs: not null, or not false.
func isOther(a analyzer.Attr, needs analyzer.Kind) bool {
	if needs == analyzer.BoolKind {
		value, known := a.Bool()
		return known && value
	}
	return a.Given() && a.Kind() != analyzer.UnknownKind && a.Kind() != analyzer.NullKind
}

// mayGive reports whether a file may give an attribute of that name what a condition needs, or inherits one.
func mayGive(f *analyzer.File, name string, needs analyzer.Kind, own map[syntax.Expr]bool) bool {
	if !strings.Contains(f.Src, name) {
		return false
	}
	gives := false
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			last, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
			gives = gives || last == name && !own[n.Value] && !isOther(analyzer.Attr{Expr: unprioritised(n.Value), File: f}, needs)
		case *syntax.Inherit:
			gives = gives || slices.ContainsFunc(n.Names, func(inherited syntax.AttrName) bool { return nameIs(inherited, name) })
		}
		return !gives
	})
	return gives
}

// unprioritised is a value without mkDefault, mkForce or mkOverride.
func unprioritised(x syntax.Expr) syntax.Expr {
	call, ok := syntax.Unparen(x).(*syntax.Apply)
	if !ok {
		return x
	}
	switch syntax.Callee(call) {
	case "mkDefault", "mkForce", "mkOverride":
		return unprioritised(call.Arg)
	}
	return x
}
