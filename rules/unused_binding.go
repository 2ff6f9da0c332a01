package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unusedBinding() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-binding",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a let binding or @-name that nothing uses",
			Why: `It is left over, or the place that should use it does not. Names that begin with _ are meant to be unused.
Names of a function's own arguments are another rule's matter.`,
			Bad:     "{ lib, ... }:\nlet\n  old = 1;\n  new = 2;\nin\n{ x = lib.id new; }\n",
			Good:    "{ lib, ... }:\nlet\n  new = 2;\nin\n{ x = lib.id new; }\n",
			Unknown: "a binding that only its own value uses, and files that do not parse",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				checkUnused(p, f)
			}
		},
	}
}

func checkUnused(p *analyzer.Pass, f *analyzer.File) {
	perLet := map[*syntax.Let]int{}
	for _, u := range f.Names.Unused {
		perLet[u.Let]++
	}
	for _, u := range f.Names.Unused {
		if strings.HasPrefix(u.Text, "_") || u.Formal != nil {
			continue
		}
		d := diag.Diagnostic{Span: f.Span(u.Name), Message: fmt.Sprintf("%q is bound and never used; remove it", u.Text)}
		if u.Let == nil {
			d.Fix = atNameFix(f, u.Lambda)
		} else {
			d.Fix = bindingFix(f, u, perLet[u.Let] == namesIn(u.Let))
		}
		p.Report(d)
	}
}

// namesIn counts the names that a let binds.
func namesIn(let *syntax.Let) int {
	n := 0
	for _, b := range let.Bindings {
		if in, ok := b.(*syntax.Inherit); ok {
			n += len(in.Names)
			continue
		}
		n++
	}
	return n
}

// atNameFix takes the name and the @ of args@{ … } or { … }@args away.
func atNameFix(f *analyzer.File, l *syntax.Lambda) *diag.Fix {
	start, end := l.Arg.Pos(), l.Formals.Pos()
	if start > end {
		start, end = l.Formals.End(), l.Arg.End()
	}
	return removal(f, start, end)
}

// bindingFix takes a binding away, with its line if it has one of its own; the whole let if nothing
// else is in it.
func bindingFix(f *analyzer.File, u syntax.Unused, all bool) *diag.Fix {
	if all {
		return removal(f, u.Let.Pos(), u.Let.Body.Pos())
	}
	if in, ok := u.Binding.(*syntax.Inherit); ok && len(in.Names) > 1 {
		start := u.Name.Pos() - (len(f.Src[:u.Name.Pos()]) - len(strings.TrimRight(f.Src[:u.Name.Pos()], " \t\r\n")))
		return removal(f, start, u.Name.End())
	}
	if u.Binding == nil {
		return nil
	}
	start, end := wholeLine(f.Src, u.Binding.Pos(), u.Binding.End())
	return removal(f, start, end)
}

// wholeLine widens a range to its line with the line end, if nothing else stands on it; otherwise
// to the blanks behind it.
func wholeLine(src string, start, end int) (int, int) {
	line := len(strings.TrimRight(src[:start], " \t"))
	rest := strings.TrimLeft(src[end:], " \t\r")
	if (line == 0 || src[line-1] == '\n') && strings.HasPrefix(rest, "\n") {
		return line, len(src) - len(rest) + 1
	}
	return start, end + len(src[end:]) - len(strings.TrimLeft(src[end:], " \t"))
}

func removal(f *analyzer.File, start, end int) *diag.Fix {
	return &diag.Fix{Message: "remove it", Safe: true, Edits: []diag.Edit{{Span: f.Range(start, end)}}}
}
