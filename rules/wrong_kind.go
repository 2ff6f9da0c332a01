package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func wrongKind() analyzer.Rule {
	return analyzer.Rule{
		Name:     "wrong-kind",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a group of options, a text or a number where another kind of value belongs",
			Why: `mkIf, if, && and ! want a boolean: a group of options is none, its enable is. optionals wants a list, and
optional one element. A list, set or text that another value follows is called as a function, for want of a semicolon or of an operator. A string takes in texts and paths, and no number or boolean without toString; an integer does where the
repository turns on coerce-integers, as Lix has it. Where its condition does not hold, optionals gives a list,
optionalString a text and optionalAttrs a set: whatever stands for the other case has to be one too. Nix says so far from the place,
and only where it comes there: in a module that is switched off, not before somebody switches it on.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  config = lib.mkIf config.mxmlabs.web { services.web.enable = config.mxmlabs.web.enable; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  config = lib.mkIf config.mxmlabs.web.enable { services.web.enable = true; };
}
`,
			Unknown: "what functions give, and arguments of functions; options that others declare, that have an apply, or whose declarations differ",
		},
		Check: func(p *analyzer.Pass) {
			c := &wrongKindCheck{kindCheck: kindCheck{pass: p, closedSets: setsOf(p.Repo), known: map[string]thing{}}}
			c.coerces = sync.OnceValue(func() bool { return p.Repo.Experimental("coerce-integers") })
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && !strings.Contains(f.Src, "scopedImport") {
					c.begin(f)
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type wrongKindCheck struct {
	kindCheck
	lists  map[syntax.Expr]bool          // of the file, what has to give a list
	flat   map[syntax.Expr]bool          // of these, what makes up the value of an option that wants no lists in it
	values map[syntax.Expr]analyzer.Path // of the settings of hosts and homes
	set    map[syntax.Expr]analyzer.Path // of all settings
	told   map[syntax.Expr]bool          // calls that lack parentheses
	// coerces reports whether the language of the repository makes texts of integers; read where one is met.
	coerces func() bool
	made    map[string]bool // names that the repository binds; nil until one is looked for
}

func (c *wrongKindCheck) begin(f *analyzer.File) {
	c.enter(f)
	c.values, c.set = map[syntax.Expr]analyzer.Path{}, map[syntax.Expr]analyzer.Path{}
	c.lists, c.flat, c.told = map[syntax.Expr]bool{}, map[syntax.Expr]bool{}, map[syntax.Expr]bool{}
	for _, d := range f.Definitions {
		if d.Value == nil || d.Dynamic {
			continue
		}
		if d.Classes().Has(analyzer.NixOS|analyzer.Darwin|analyzer.Home) && len(d.Path) > 0 && d.Path[0] != "lib" && d.Path[0] != "_module" {
			c.values[syntax.Unparen(d.Value)] = d.Path
		}
		c.set[syntax.Unparen(d.Value)] = d.Path
		x := inner(d.Value)
		if c.wantsList(d.Path) || ofTexts(x) {
			c.flat[x] = true
			c.lists[x] = c.wantsList(d.Path)
		}
		c.lists[x] = c.lists[x] || c.isList(d.Path)
	}
}

// isList reports whether an option of the repository holds a list, of whatever elements.
func (c *wrongKindCheck) isList(path analyzer.Path) bool {
	types, _, ok := c.pass.Repo.TypeAt(path)
	return ok && !slices.ContainsFunc(types, func(t analyzer.Type) bool { return t.Name != "listOf" && t.Name != "nonEmptyListOf" })
}

// wantsList reports whether an option holds a list whose elements are no lists.
func (c *wrongKindCheck) wantsList(path analyzer.Path) bool {
	if listOption.MatchString(path.String()) {
		return true
	}
	types, _, ok := c.pass.Repo.TypeAt(path)
	for _, t := range types {
		inner := ofType(t.Arg(0))
		ok = ok && t.Name == "listOf" && inner != 0 && inner&ofList == 0
	}
	return ok
}

// listOption matches options of NixOS and home-manager that hold lists of packages, names and numbers.
var listOption = regexp.MustCompile(`^(?:environment\.systemPackages|(?:home|fonts|users\.users\.[^.]+)\.packages|users\.users\.[^.]+\.extraGroups|networking\.firewall\.(?:interfaces\.[^.]+\.)?allowed(?:TCP|UDP)Ports|boot\.(?:initrd\.)?(?:kernelModules|availableKernelModules)|boot\.kernelParams)$`)

func (c *wrongKindCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.If:
		c.condition("if", n.Cond, s)
	case *syntax.Assert:
		c.condition("assert", n.Cond, s)
	case *syntax.Unary:
		if n.Op == syntax.Not {
			c.operand("!", n.X, s, ofBool, "a boolean")
		}
	case *syntax.Binary:
		c.binary(n, s)
	case *syntax.Str:
		c.parts(n.Parts, s)
	case *syntax.IndStr:
		c.parts(n.Parts, s)
	case *syntax.Apply:
		c.called(n)
		c.call(n, s)
	case *syntax.List:
		c.elements(n, s)
	case *syntax.AttrBinding:
		c.setting(n, s)
	}
	return true
}

// report finds fault with an expression: place is what it stands in, and wants what belongs there.
func (c *wrongKindCheck) report(x syntax.Expr, place, wants string, t thing) {
	is := t.words
	if !strings.Contains(is, " is ") {
		is = "this is " + is
	}
	d := diag.Diagnostic{Span: c.file.Span(x), Message: fmt.Sprintf("%s, and %s %s", is, place, wants)}
	if t.group != nil {
		if types, _, ok := c.pass.Repo.TypeAt(t.group.Join("enable")); ok && ofAny(types) == ofBool {
			d.Message += fmt.Sprintf("; did you mean %q?", t.group.Join("enable"))
		}
	}
	c.pass.Report(d)
}

func (c *wrongKindCheck) condition(of string, x syntax.Expr, s *syntax.Scopes) {
	if t := c.what(x, s, 0); t.none(ofBool) {
		c.report(x, of, "wants a boolean", t)
	}
}

func (c *wrongKindCheck) operand(op string, x syntax.Expr, s *syntax.Scopes, of kinds, wants string) {
	t := c.what(x, s, 0)
	if !t.none(of) {
		return
	}
	if call, is := syntax.Unparen(x).(*syntax.Apply); is && t.kinds == ofFunction {
		c.told[call] = true
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(x), Message: fmt.Sprintf("a call binds tighter than %s: %s takes %s alone; put parentheses around the condition", op, syntax.Callee(call), c.file.Text(call.Arg))})
		return
	}
	c.report(x, op, "wants "+wants, t)
}

var booleanOperators = map[syntax.BinaryOp]string{syntax.And: "&&", syntax.Or: "||", syntax.Implies: "->"}

func (c *wrongKindCheck) binary(n *syntax.Binary, s *syntax.Scopes) {
	if op := booleanOperators[n.Op]; op != "" {
		c.operand(op, n.X, s, ofBool, "booleans")
		c.operand(op, n.Y, s, ofBool, "booleans")
		return
	}
	switch n.Op {
	case syntax.Concat:
		x, y := inner(n.X), inner(n.Y)
		c.lists[x], c.lists[y] = true, true
		c.flat[x], c.flat[y] = c.flat[n], c.flat[n]
		c.operand("++", n.X, s, ofList, "lists")
		if !c.what(n.X, s, 0).none(ofList) {
			c.operand("++", n.Y, s, ofList, "lists")
		}
	case syntax.Update:
		c.operand("//", n.X, s, ofSet|ofGroup|ofPackage, "sets")
		c.operand("//", n.Y, s, ofSet|ofGroup|ofPackage, "sets")
	case syntax.Equal, syntax.NotEqual:
		c.compared(n, s)
	case syntax.Add:
		c.added(n, s)
	}
}

// compared reports mkIf a == b { }: a function is equal to nothing.
func (c *wrongKindCheck) compared(n *syntax.Binary, s *syntax.Scopes) {
	if call, is := syntax.Unparen(n.X).(*syntax.Apply); is && n.X == syntax.Expr(call) && c.what(call, s, 0).kinds == ofFunction {
		c.operand(map[syntax.BinaryOp]string{syntax.Equal: "==", syntax.NotEqual: "!="}[n.Op], n.X, s, 0, "")
		c.told[syntax.Unparen(n.Y)] = true
	}
}

// added looks at what + joins: texts and paths with each other, or numbers with each other.
func (c *wrongKindCheck) added(n *syntax.Binary, s *syntax.Scopes) {
	x, y := c.what(n.X, s, 0), c.what(n.Y, s, 0)
	const numbers = ofInt | ofFloat
	switch {
	case x.none(ofText | numbers | ofPackage | ofSet):
		c.report(n.X, "+", "joins texts, or adds numbers", x)
	case y.none(ofText | numbers | ofPackage | ofSet):
		c.report(n.Y, "+", "joins texts, or adds numbers", y)
	case x.kinds != 0 && x.none(numbers) && y.none(ofText|ofPackage|ofSet) && !c.becomesText(y):
		c.report(n.Y, "+", "joins it with a text; write toString", y)
	case y.kinds != 0 && y.none(numbers) && x.none(ofText|ofPackage|ofSet):
		c.report(n.X, "+", "joins it with a text; write toString", x)
	}
}

// becomesText reports whether a number may be an integer, and a text of its own accord.
func (c *wrongKindCheck) becomesText(t thing) bool {
	return t.kinds&ofInt != 0 && t.kinds&^(ofInt|ofFloat) == 0 && c.coerces()
}

func (c *wrongKindCheck) parts(parts []syntax.StrPart, s *syntax.Scopes) {
	for _, part := range parts {
		i, ok := part.(*syntax.Interp)
		if !ok {
			continue
		}
		t := c.what(i.X, s, 0)
		if !t.none(ofText|ofPackage|ofSet) || c.becomesText(t) {
			continue
		}
		wants := "takes in texts and paths"
		if t.kinds&^(ofInt|ofFloat) == 0 {
			wants += "; write toString"
		}
		c.report(i.X, "a string", wants, t)
	}
}

// call looks at what functions of lib are given: the arguments of a call of two, and one call of it.
func (c *wrongKindCheck) call(n *syntax.Apply, s *syntax.Scopes) {
	name := syntax.Callee(n)
	c.given(name, n, s)
	if _, ok := resultsOf[name]; !ok || c.lib(calledFunction(n), s) != name {
		return
	}
	args := syntax.Arguments(n)
	switch _, further := syntax.Unparen(n.Fn).(*syntax.Apply); {
	case !further && !c.told[n]:
		c.firstArgument(name, args[0], s)
	case len(args) == 2 && c.lists[n] && name == "optionals":
		c.optionals(args[1], s)
	case len(args) == 2 && c.flat[n] && name == "optional":
		if t := c.what(args[1], s, 0); t.kinds == ofList {
			c.report(args[1], name, "puts it into the list as one element; write optionals", t)
		}
	}
}

// optionals reports what is no list, where a list has to come out.
func (c *wrongKindCheck) optionals(x syntax.Expr, s *syntax.Scopes) {
	t := c.what(x, s, 0)
	if pack := c.packageNamed(x, s); pack != "" {
		t = thing{kinds: ofPackage, words: pack + " is a package"}
	}
	if t.none(ofList) {
		c.report(x, "optionals", "wants a list; optional takes one element", t)
	}
}

func (c *wrongKindCheck) firstArgument(name string, x syntax.Expr, s *syntax.Scopes) {
	switch name {
	case "mkIf", "optional", "optionals", "optionalString", "optionalAttrs":
		c.condition(name, x, s)
	case "mkMerge":
		if t := c.what(x, s, 0); t.none(ofList) {
			c.report(x, name, "wants a list of definitions", t)
		}
	}
}

// setting reports x = lib.mkDefault, which lacks the value.
func (c *wrongKindCheck) setting(b *syntax.AttrBinding, s *syntax.Scopes) {
	if name, _ := syntax.StaticName(b.Path.Names[len(b.Path.Names)-1]); name == "extraGroups" { // of a user whose name is computed, too
		c.flat[inner(b.Value)] = true
	}
	x := syntax.Unparen(b.Value)
	path, is := c.values[x]
	if whole := c.set[x]; whole != nil {
		c.packages(whole, x, s)
	}
	name := syntax.Callee(x)
	if !is || propertyArguments[name] == 0 || path.Name() == name || c.what(x, s, 0).kinds != ofFunction {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(x), Message: fmt.Sprintf("%s lacks an argument: %q is set to a function", name, path)})
}

// elements reports a function of lib in a list, which its arguments stand beside.
func (c *wrongKindCheck) elements(n *syntax.List, s *syntax.Scopes) {
	if slices.Contains(c.file.ImportLists, syntax.Expr(n)) {
		return // what else stands there is no module either
	}
	for i, e := range n.Elems {
		name := syntax.Callee(e)
		if _, call := syntax.Unparen(e).(*syntax.Apply); call || !takesCondition[name] || len(n.Elems) < i+3 || c.lib(syntax.Unparen(e), s) != name {
			continue
		}
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(e), Message: fmt.Sprintf("%s is a function, and stands in a list without its arguments, which are elements of their own; put parentheses around the call", name)})
	}
}

// takesCondition are functions that nobody puts into a list to hand them on.
var takesCondition = map[string]bool{"optional": true, "optionals": true, "optionalString": true, "optionalAttrs": true, "mkIf": true, "mkOverride": true}
