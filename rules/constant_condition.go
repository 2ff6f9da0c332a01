package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func constantCondition() analyzer.Rule {
	return analyzer.Rule{
		Name:     "constant-condition",
		Severity: diag.Info,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a condition that decides nothing",
			Why: `mkIf true, mkIf false, a mkMerge of one element, and a mkIf under the same condition once more say the
same as less code. The reader looks for a choice that is not there. mkIf false is reported and not fixed: whether the
code behind it goes is for a person to say, and where a comment says why it stays, it is left alone. So is a toggle that has a name, such as debug.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = lib.mkIf cfg.enable true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
			Unknown: "conditions that are always the same, and are not written as true or false",
		},
		Check: func(p *analyzer.Pass) {
			if !p.Repo.Patterned() {
				return
			}
			for _, f := range p.Repo.Files {
				if f.Module && len(f.Errors) == 0 && !isTrial(f.Name) && !isFrame(p.Repo, f) {
					(&conditions{p, f}).visit(f.Root, nil, false)
				}
			}
		},
	}
}

// conditions looks through one file for mkIf and mkMerge that decide nothing.
type conditions struct {
	p *analyzer.Pass
	f *analyzer.File
}

// visit knows the conditions that n stands under, and whether n is where a definition stands: only
// there the module system looks for mkIf, so that taking it away keeps the meaning.
func (c *conditions) visit(n syntax.Node, under []string, defines bool) {
	switch x := n.(type) {
	case *syntax.AttrSet:
		if x.Rec {
			under = nil
		}
		for _, b := range x.Bindings {
			c.visit(b, under, false)
		}
	case *syntax.AttrBinding:
		c.visit(x.Path, nil, false)
		c.visit(x.Value, under, true)
	case *syntax.Paren:
		c.visit(x.X, under, defines)
	case *syntax.Apply:
		c.call(x, under, defines)
	default:
		syntax.EachChild(n, func(child syntax.Node) { c.visit(child, nil, false) })
	}
}

func (c *conditions) call(x *syntax.Apply, under []string, defines bool) {
	args := syntax.Arguments(x)
	switch fn := syntax.LibCallee(x); {
	case fn == "mkIf" && len(args) == 2:
		text := c.f.Text(syntax.Unparen(args[0]))
		c.condition(x, args, text, slices.Contains(under, text), defines)
		c.visit(args[0], nil, false)
		c.visit(args[1], append(slices.Clip(under), text), defines)
	case fn == "mkMerge" && len(args) == 1:
		list, ok := args[0].(*syntax.List)
		if !ok {
			c.visit(args[0], nil, false)
			return
		}
		if len(list.Elems) == 1 {
			c.report(x, list.Elems[0], list.End(), defines, "mkMerge of one element merges nothing; write the element")
		}
		for _, e := range list.Elems {
			c.visit(e, under, defines)
		}
	default:
		c.visit(x.Fn, nil, false)
		c.visit(x.Arg, nil, false)
	}
}

func (c *conditions) condition(x *syntax.Apply, args []syntax.Expr, text string, again, defines bool) {
	switch {
	case text == "true":
		c.report(x, args[1], x.End(), defines, "mkIf true is no condition; write the value")
	case text == "false" && (c.explained(x) || c.explainedInside(args[1]) || !defines && isNothing(args[1])):
	case text == "false":
		c.p.Report(diag.Diagnostic{Span: c.f.Range(x.Pos(), args[0].End()), Message: "mkIf false defines nothing; remove it, or name the toggle"})
	case again:
		c.report(x, args[1], x.End(), defines, fmt.Sprintf("mkIf %s stands under the same condition already; write the value", text))
	}
}

// isNothing reports whether an expression holds nothing: mkIf false of it, handed to a function, is how a
// module says that nothing is defined.
func isNothing(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Name == "null"
	case *syntax.AttrSet:
		return len(x.Bindings) == 0
	}
	return false
}

// explained reports whether the comment right above, or one at the end of the line, says why: a line of
// words, and nothing that is to be done.
func (c *conditions) explained(x *syntax.Apply) bool {
	line, above := c.f.Span(x).Start.Line, ""
	for _, comment := range slices.Backward(c.f.Comments) {
		span, text := c.f.Range(comment.Pos(), comment.End()), c.f.Src[comment.Pos():comment.End()]
		switch {
		case span.Start.Line == line && comment.Pos() > x.Pos():
			if saysWhy(text) {
				return true
			}
		case span.End.Line == line-1 && c.alone(comment):
			above, line = text+"\n"+above, span.Start.Line
		}
	}
	return saysWhy(above)
}

// explainedInside reports whether what is switched off begins with a comment that says why: its first line, or a later one that
// names a cause.
func (c *conditions) explainedInside(x syntax.Expr) bool {
	at := x.Pos()
	var said []string
	for _, comment := range c.f.Comments {
		if comment.Pos() < x.Pos() {
			continue
		}
		if comment.End() > x.End() || !opensOnlyThis.MatchString(c.f.Src[at:comment.Pos()]) || len(said) > 0 && strings.Count(c.f.Src[at:comment.Pos()], "\n") > 1 {
			break
		}
		said = append(said, c.f.Src[comment.Pos():comment.End()])
		at = comment.End()
	}
	return len(said) > 0 && (saysWhy(said[0]) || namesCause.MatchString(said[0]) && len(strings.Fields(said[0])) > 4)
}

// opensOnlyThis matches what opens a value.
var opensOnlyThis = regexp.MustCompile(`^[\s({\[]*$`)

// namesCause matches what a comment says of what goes wrong: that is a reason, though somebody means to mend it.
var namesCause = regexp.MustCompile(`(?i)\b(?:because|currently|complain\w*|breaks?|broken|fail(?:s|ed|ing|ure)?|crash\w*|hangs?|doesn'?t|does not|cannot|can'?t|won'?t|until|once|causes?|conflicts?|waiting|upstream)\b|https?://`)

// alone reports whether nothing stands before a comment in its line.
func (c *conditions) alone(comment syntax.Comment) bool {
	before := c.f.Src[:comment.Pos()]
	return strings.TrimSpace(before[strings.LastIndex(before, "\n")+1:]) == ""
}

// saysWhy reports whether a line of a comment is words, and no code that somebody took out.
func saysWhy(comment string) bool {
	if strings.Contains(comment, "TODO") || strings.Contains(comment, "FIXME") {
		return namesCause.MatchString(comment) && len(strings.Fields(comment)) > 6 && !strings.ContainsAny(comment, "=;{}")
	}
	return slices.ContainsFunc(strings.Split(comment, "\n"), func(text string) bool {
		return len(strings.Fields(strings.Trim(text, "#/* "))) > 1 && !strings.ContainsAny(text, "=;{}\"")
	})
}

// report finds fault with what stands before and behind kept, up to end.
func (c *conditions) report(x *syntax.Apply, kept syntax.Expr, end int, defines bool, message string) {
	d := diag.Diagnostic{Span: c.f.Span(x.Fn), Message: message}
	if defines && !hasComment(c.f, x.Pos(), kept.Pos()) && !hasComment(c.f, kept.End(), end) {
		d.Fix = &diag.Fix{Message: "leave it out", Safe: true, Edits: []diag.Edit{{Span: c.f.Range(x.Pos(), kept.Pos())}}}
		if kept.End() < end {
			d.Fix.Edits = append(d.Fix.Edits, diag.Edit{Span: c.f.Range(kept.End(), end)})
		}
	}
	c.p.Report(d)
}
