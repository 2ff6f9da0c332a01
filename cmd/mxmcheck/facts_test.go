package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/rules"
)

// printFacts is the program "facts" of the tests: it prints every fact of the repository in DIR that
// rules can read, and every finding of every rule, one a line, sorted. The first word of a line is
// its kind, the second its place. Two prints of one repository, by two versions of the analyzer,
// show what a change of it does. The arguments are DIR and namespaces.
func printFacts() { printLines((*factPrinter).all) }

// printDepends is the program "depends" of the tests: it prints what each host depends on. It stands
// alone because it evaluates the flake once more for each host.
func printDepends() {
	printLines(func(p *factPrinter, _ []diag.Diagnostic) {
		hosts := depends.New(p.repo)
		for _, h := range p.repo.Hosts {
			p.depends(hostName(h), hosts.Host(h.ID()))
		}
	})
}

func printLines(gather func(*factPrinter, []diag.Diagnostic)) {
	out := bufio.NewWriter(os.Stdout)
	err := writeFacts(out, os.Args[1], os.Args[2:], gather)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "facts: %v\n", err)
		os.Exit(exitCannot)
	}
}

func writeFacts(out *bufio.Writer, dir string, namespaces []string, gather func(*factPrinter, []diag.Diagnostic)) error {
	ctx := context.Background()
	a := &app{streams: streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}}
	a.flags = globalFlags{dir: dir, namespaces: namespaces, jobs: runtime.NumCPU()}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	l := &linter{app: a, repo: repo, selected: everyRule()}
	facts, found, err := l.look(ctx, nil)
	if err != nil {
		return err
	}
	p := &factPrinter{repo: facts}
	gather(p, found)
	slices.Sort(p.lines)
	for _, line := range p.lines {
		fmt.Fprintln(out, line)
	}
	return nil
}

func everyRule() []analyzer.Selected {
	var all []analyzer.Selected
	for _, r := range rules.All() {
		all = append(all, analyzer.Selected{Rule: r, Level: r.Severity})
	}
	return all
}

// factPrinter gathers the lines.
type factPrinter struct {
	repo  *analyzer.Repo
	lines []string
}

// fact adds a line: its kind, its place, and the rest with a space between.
func (p *factPrinter) fact(kind string, place fmt.Stringer, rest ...any) {
	line := kind + " " + place.String()
	for _, part := range rest {
		if text := fmt.Sprint(part); text != "" {
			line += " " + text
		}
	}
	p.lines = append(p.lines, strings.ReplaceAll(line, "\n", `\n`))
}

// named is a place that is no stretch of a file: a host, an input, a file.
type named string

func (n named) String() string { return string(n) }

func (p *factPrinter) all(found []diag.Diagnostic) {
	p.repository()
	for _, f := range p.repo.Files {
		p.file(f, "own")
		p.imports(f)
		p.declarations(f)
		p.definitions(f)
		p.reads(f)
		p.small(f)
	}
	for _, f := range p.repo.Nested {
		p.file(f, "nested")
	}
	p.paths()
	p.together()
	for _, h := range p.repo.Hosts {
		p.host(h)
	}
	for i, r := range p.repo.Exported {
		p.reach(named(fmt.Sprintf("exported#%d", i)), r)
	}
	p.findings(found)
}

// flags spells the names whose value is true.
func flags(pairs ...any) string {
	var on []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			on = append(on, pairs[i].(string))
		}
	}
	return strings.Join(on, " ")
}

// expression is the text of an expression with its place, cut where it is long.
func expression(f *analyzer.File, x syntax.Expr) string {
	if x == nil {
		return "-"
	}
	if f == nil {
		return "lib"
	}
	text := []rune(strings.Join(strings.Fields(f.Text(x)), " "))
	if len(text) > 60 {
		text = append(text[:60], '…')
	}
	return f.Span(x).String() + "{" + string(text) + "}"
}

// stretch is a place with its end.
func stretch(s diag.Span) fmt.Stringer { return named(s.String() + "-" + s.End.String()) }

func (p *factPrinter) file(f *analyzer.File, where string) {
	p.fact("file", named(f.Name), where, flags("module", f.Module, "module-key", f.HasModuleKey(), "managed", p.repo.Managed(f.Name)), "class="+f.Classes.String())
	for _, e := range f.Errors {
		p.fact("syntax-error", named(f.Name), fmt.Sprintf("%+v", e))
	}
	for _, id := range f.Names.Undefined {
		p.fact("undefined", stretch(f.Span(id)), id.Name)
	}
	for _, u := range f.Names.Unused {
		p.fact("unused", stretch(f.Span(u.Name)), u.Text, flags("let", u.Let != nil, "lambda", u.Lambda != nil, "formal", u.Formal != nil, "binding", u.Binding != nil))
	}
	for _, w := range f.Names.IdleWiths {
		p.fact("idle-with", stretch(f.Span(w)))
	}
	for _, r := range f.Names.IdleRecs {
		p.fact("idle-rec", stretch(f.Span(r)))
	}
}

func (p *factPrinter) imports(f *analyzer.File) {
	states := map[analyzer.ImportState]string{analyzer.Resolved: "resolved", analyzer.Missing: "missing", analyzer.Untracked: "untracked", analyzer.Dynamic: "dynamic", analyzer.Foreign: "foreign"}
	for _, i := range f.Imports {
		p.fact("import", stretch(i.Span), states[i.State], i.Target, flags("call", i.Call, "perhaps", i.Perhaps), "{"+strings.Join(strings.Fields(i.Text), " ")+"}")
	}
}

func (p *factPrinter) declarations(f *analyzer.File) {
	for _, d := range f.Declarations {
		p.fact("declaration", stretch(d.Span), d.Path, flags("opaque", d.Opaque, "hidden", d.Hidden, "in-namespace", p.repo.InNamespace(d.Path)),
			"fn="+d.Fn, "class="+d.Class.String(), "classes="+d.Classes().String(), expression(d.File, d.Value))
		if d.Option != nil {
			p.option(d)
		}
		if e := p.repo.EnableOf(d.Path); e != nil {
			p.fact("enable-of", stretch(d.Span), d.Path, stretch(e.Span))
		}
	}
}

func (p *factPrinter) option(d *analyzer.Declaration) {
	o := d.Option
	p.fact("option", stretch(d.Span), d.Path, "ctor="+o.Ctor, flags("whole", o.Whole), "type="+optionType(o.Type))
	for _, attr := range []struct {
		name string
		a    analyzer.Attr
	}{
		{"type", o.Type.Attr}, {"default", o.Default}, {"defaultText", o.DefaultText}, {"example", o.Example}, {"description", o.Description},
		{"apply", o.Apply}, {"readOnly", o.ReadOnly}, {"internal", o.Internal}, {"visible", o.Visible},
	} {
		if attr.a.Given() {
			p.fact("option-attr", stretch(d.Span), d.Path, attr.name, attribute(attr.a, 0))
		}
	}
}

// optionType spells a type with those that it is made of.
func optionType(t analyzer.Type) string {
	name := t.Name
	if name == "" {
		name = "?"
	}
	var args []string
	for i := range t.Args {
		args = append(args, optionType(t.Arg(i))+":"+attribute(t.Args[i], 0))
	}
	if len(args) > 0 {
		name += "(" + strings.Join(args, ", ") + ")"
	}
	return name
}

// attribute spells what is known of an expression, and the elements of a list that is known.
func attribute(a analyzer.Attr, depth int) string {
	text := a.Kind().String()
	if b, ok := a.Bool(); ok {
		text += fmt.Sprintf("=%t", b)
	}
	if n, ok := a.Int(); ok {
		text += fmt.Sprintf("=%d", n)
	}
	if s, ok := a.Text(); ok {
		text += fmt.Sprintf("=%.80q", s)
	}
	if list, ok := a.List(); ok && depth < 3 {
		var elems []string
		for _, e := range list[:min(len(list), 20)] {
			elems = append(elems, attribute(e, depth+1))
		}
		text += fmt.Sprintf("=%d[%s]", len(list), strings.Join(elems, " "))
	}
	if depth == 0 {
		text += "@" + expression(a.File, a.Expr)
	}
	return text
}

func (p *factPrinter) definitions(f *analyzer.File) {
	for _, d := range f.Definitions {
		p.definition("definition", named(""), d)
	}
}

func (p *factPrinter) definition(kind string, of named, d *analyzer.Definition, rest ...any) {
	var conds []string
	for _, c := range d.Conds {
		conds = append(conds, expression(d.File, c))
	}
	place := stretch(d.Span)
	if of != "" {
		place = named(string(of) + " " + place.String())
	}
	rest = append([]any{d.Path, flags("dynamic", d.Dynamic, "optional", d.Optional), fmt.Sprintf("priority=%d", d.Priority), "class=" + d.Class.String(), "classes=" + d.Classes().String(),
		fmt.Sprintf("gates=%v uses=%v conds=%v", d.Gates(), d.Uses(), conds), expression(d.File, d.Value)}, rest...)
	p.fact(kind, place, rest...)
}

func (p *factPrinter) reads(f *analyzer.File) {
	for _, r := range f.Reads {
		p.fact("read", stretch(r.Span), r.Path, flags("guarded", r.Guarded, "whole", r.Whole, "alias", !r.IsUse()))
	}
	for _, a := range f.Aliases {
		p.fact("alias", stretch(a.Span), a.Name, a.Path)
	}
}

func (p *factPrinter) small(f *analyzer.File) {
	for _, m := range f.Merges {
		p.fact("merge", stretch(m.Span), m.Fn)
	}
	for _, i := range f.ImportsExprs {
		p.fact("imports-expr", stretch(i.Span), i.Name)
	}
	for _, s := range f.Shapes {
		p.fact("shape", stretch(f.Span(s.Cond)), s.Fn, flags("if", s.If != nil))
	}
	for _, m := range f.Misplaced {
		p.fact("misplaced", stretch(m.Span), m.Name, m.Beside)
	}
	for _, path := range f.Packages {
		p.fact("package", named(f.Name), path)
	}
}
