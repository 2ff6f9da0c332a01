package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// checkComparisons warns, as evaluation goes on, of options that are compared with what their types exclude: cfg.mode == "fats", where
// the enumeration has no "fats", or a number with a word.
func checkComparisons(p *analyzer.Pass) {
	for _, f := range p.Repo.Files {
		if len(f.Reads) == 0 || !strings.Contains(f.Src, "==") && !strings.Contains(f.Src, "!=") && !strings.Contains(f.Src, "elem") {
			continue
		}
		c := comparisons{p, f, map[diag.Span]*analyzer.Read{}}
		for _, r := range f.Reads {
			c.reads[r.Span] = r
		}
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Binary:
				if n.Op == syntax.Equal || n.Op == syntax.NotEqual {
					c.compare(n.X, n.Y)
					c.compare(n.Y, n.X)
				}
			case *syntax.Apply:
				c.elem(n)
			}
			return true
		})
	}
}

type comparisons struct {
	pass  *analyzer.Pass
	file  *analyzer.File
	reads map[diag.Span]*analyzer.Read
}

// elem reads elem cfg.mode [ "fast" "fats" ], and elem "fats" cfg.modes.
func (c *comparisons) elem(call *syntax.Apply) {
	args := syntax.Arguments(call)
	if len(args) != 2 || syntax.Callee(call) != "elem" {
		return
	}
	c.among(args[0], args[1])
	if list, ok := syntax.Unparen(args[1]).(*syntax.List); ok {
		for _, value := range list.Elems {
			c.compare(args[0], value)
		}
	}
}

// among reports a value that no element of an option's list is.
func (c *comparisons) among(value, list syntax.Expr) {
	t, decl, ok := c.typeOf(list)
	a := analyzer.Attr{Expr: value, File: c.file}
	if kind := a.Kind(); !ok || t.Name != "listOf" || kind != analyzer.IntKind && kind != analyzer.StringKind || !neverIs(t.Arg(0), a) {
		return
	}
	path := c.reads[c.file.Span(syntax.Unparen(list))].Path
	c.pass.Report(diag.Diagnostic{
		Span: c.file.Span(value), Severity: diag.Warning, Option: path.String(), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
		Message: fmt.Sprintf("no element of %q is ever %s: its type is a list of %s", path, c.file.Text(value), typeWords(t.Arg(0))),
	})
}

func (c *comparisons) compare(x, value syntax.Expr) {
	t, decl, ok := c.typeOf(x)
	if !ok {
		return
	}
	a := analyzer.Attr{Expr: value, File: c.file}
	switch a.Kind() {
	case analyzer.BoolKind, analyzer.IntKind, analyzer.StringKind:
	default:
		return // a comparison with null, or with an empty list, is how a module is careful
	}
	if !neverIs(t, a) {
		return
	}
	path := c.reads[c.file.Span(syntax.Unparen(x))].Path
	c.pass.Report(diag.Diagnostic{
		Span: c.file.Span(value), Severity: diag.Warning, Option: path.String(), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
		Message: fmt.Sprintf("%q is never %s: its type is %s", path, c.file.Text(value), typeWords(t)),
	})
}

// typeOf is the type of the option that an expression reads, if it is known that no other module has a say.
func (c *comparisons) typeOf(x syntax.Expr) (analyzer.Type, *analyzer.Declaration, bool) {
	r := c.reads[c.file.Span(syntax.Unparen(x))]
	if r == nil || r.Guarded {
		return analyzer.Type{}, nil, false
	}
	declared := c.pass.Repo.Declaring(r.Path)
	if len(declared) == 0 || !c.pass.Repo.ReadAt(r.Path, c.file, r.Span.Start.Offset) || c.pass.Repo.Covered(r.Path) || slices.ContainsFunc(declared, func(d *analyzer.Declaration) bool {
		return !d.Path.Equal(r.Path) || d.Opaque || !c.sees(d) || d.Option == nil || d.Option.Apply.Given() || d.Option.Type.Name != declared[0].Option.Type.Name || !c.pass.Repo.Alone(d)
	}) {
		return analyzer.Type{}, nil, false
	}
	if t := declared[0].Option.Type; len(declared) > 1 && (t.Name == "enum" || t.Name == "listOf") {
		return analyzer.Type{}, nil, false // enumerations of one option are merged
	}
	return declared[0].Option.Type, declared[0], true
}

// sees reports whether the file may be of configurations that a declaration is for: what stands outside of the
// namespaces is another option in others.
func (c *comparisons) sees(d *analyzer.Declaration) bool {
	return c.pass.Repo.InNamespace(d.Path) || (c.file.Classes | analyzer.FlakeParts).Has(d.Classes()|c.file.Classes&analyzer.FlakeParts)
}

// neverIs reports whether no value of a type equals a literal. Of ranges nothing is said: a bound that is compared
// with may be there on purpose.
func neverIs(t analyzer.Type, a analyzer.Attr) bool {
	kind := a.Kind()
	switch t.Name {
	case "bool":
		return kind != analyzer.BoolKind
	case "int", "port":
		return kind != analyzer.IntKind
	case "str", "singleLineStr", "nonEmptyStr", "lines":
		return kind != analyzer.StringKind
	case "nullOr":
		return neverIs(t.Arg(0), a)
	case "enum":
		return excludesEnum(t, a)
	}
	return strings.HasPrefix(t.Name, "ints.") && kind != analyzer.IntKind
}
