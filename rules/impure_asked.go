package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// purity says what a condition tells of the evaluation: that it is impure where the condition holds, or where it does not.
type purity struct{ holding, failing bool }

func (p purity) not() purity { return purity{p.failing, p.holding} }

func (p purity) or(q purity) purity {
	return purity{p.holding && q.holding, p.failing || q.failing}
}

// told reports whether a condition says anything of it.
func (p purity) told() bool { return p.holding || p.failing }

// purityOf reads builtins ? currentTime, hasAttr "currentSystem" builtins, lib.inPureEvalMode, what is bound to one of these,
// and what is joined of them: currentSystem and currentTime are there in impure evaluation only.
func (i *impurities) purityOf(cond syntax.Expr, hops int) purity {
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.HasAttr:
		return purity{holding: syntax.Dotted(x.X) == "builtins" && len(x.Path.Names) == 1 && isImpureBuiltin(x.Path.Names[0])}
	case *syntax.Apply:
		args := syntax.Arguments(x)
		if syntax.Callee(x) == "hasAttr" && len(args) == 2 && syntax.Dotted(args[1]) == "builtins" {
			name, _ := syntax.StaticText(args[0])
			return purity{holding: impureBuiltins[name]}
		}
		if len(args) == 1 && !i.asserting && slices.Contains(pathTests, syntax.Callee(x)) {
			return purity{holding: i.isAbsent(args[0], 0)}
		}
	case *syntax.Select:
		return purity{failing: x.Or == nil && syntax.Callee(x) == "inPureEvalMode"}
	case *syntax.Ident:
		return i.purityOfName(x.Name, hops)
	case *syntax.Unary:
		return i.purityOf(x.X, hops).not()
	case *syntax.Binary:
		return i.purityOfJoined(x, hops)
	}
	return purity{}
}

func (i *impurities) purityOfName(name string, hops int) purity {
	if name == "inPureEvalMode" {
		return purity{failing: true}
	}
	if value := i.valueOf(name); value != nil && hops < maxHops {
		return i.purityOf(value, hops+1)
	}
	return purity{}
}

func (i *impurities) purityOfJoined(x *syntax.Binary, hops int) purity {
	switch x.Op {
	case syntax.Or:
		return i.purityOf(x.X, hops).or(i.purityOf(x.Y, hops))
	case syntax.And:
		return i.purityOf(x.X, hops).not().or(i.purityOf(x.Y, hops).not()).not()
	case syntax.Implies:
		return i.purityOf(x.X, hops).not().or(i.purityOf(x.Y, hops))
	case syntax.Equal, syntax.NotEqual:
		return purity{holding: x.Op == syntax.NotEqual && (isOfDefault(x.X, x.Y) || isOfDefault(x.Y, x.X)), failing: x.Op == syntax.Equal && (isOfDefault(x.X, x.Y) || isOfDefault(x.Y, x.X))}
	}
	return purity{}
}

// impureBuiltins are there in impure evaluation only.
var impureBuiltins = map[string]bool{"currentSystem": true, "currentTime": true}

func isImpureBuiltin(n syntax.AttrName) bool {
	name, _ := syntax.StaticName(n)
	return impureBuiltins[name]
}

// isOfDefault reports whether x is builtins.currentSystem or y, with y as its default: what is compared is whether it is there.
func isOfDefault(x, y syntax.Expr) bool {
	sel, ok := syntax.Unparen(x).(*syntax.Select)
	if !ok || sel.Or == nil || syntax.Dotted(sel.X) != "builtins" || !isImpureBuiltin(sel.Path.Names[0]) {
		return false
	}
	text, isText := syntax.StaticText(sel.Or)
	other, alsoText := syntax.StaticText(y)
	return isText && alsoText && text == other || syntax.Dotted(sel.Or) != "" && syntax.Dotted(sel.Or) == syntax.Dotted(y)
}

// boundOnce are the values of names that one binding of a let in a file has.
func boundOnce(f *analyzer.File) map[string]syntax.Expr {
	bound := map[string]syntax.Expr{}
	f.Walk(func(n syntax.Node) bool {
		let, ok := n.(*syntax.Let)
		if !ok {
			return true
		}
		for _, b := range let.Bindings {
			if attr, ok := b.(*syntax.AttrBinding); ok && len(attr.Path.Names) == 1 {
				name, _ := syntax.StaticName(attr.Path.Names[0])
				if _, again := bound[name]; again {
					bound[name] = nil
					continue
				}
				bound[name] = attr.Value
			}
		}
		return true
	})
	return bound
}

// choice passes over the branch that impure evaluation alone takes, or that is taken where the other does not refuse
// evaluation without --impure.
func (i *impurities) choice(x *syntax.If) (done bool) {
	if fn := syntax.Callee(x.Else); (fn == "throw" || fn == "abort") && !i.asserting && !saysImpure(x.Else) {
		i.whileAsserting(func() { done = i.choice(x) })
		return done
	}
	switch p := i.purityOf(x.Cond, 0); {
	case p.holding && p.failing, saysImpure(x.Then) && saysImpure(x.Else):
	case p.holding, saysImpure(x.Else):
		i.visit(x.Else)
	case p.failing, saysImpure(x.Then):
		i.visit(x.Then)
	default:
		return false
	}
	return true
}

// asserted reports whether an assertion refuses evaluation without --impure: then what stands below it is impure. One that
// leaves another way out, as for a stub, knows of it all the same.
func (i *impurities) asserted(cond syntax.Expr) (holds bool) {
	i.whileAsserting(func() { holds = i.refusesPure(cond) })
	return holds
}

// whileAsserting looks at a condition without which nothing is evaluated: a path that pure evaluation does not find ends it.
func (i *impurities) whileAsserting(look func()) {
	outer := i.asserting
	i.asserting = true
	look()
	i.asserting = outer
}

func (i *impurities) refusesPure(cond syntax.Expr) bool {
	if namesImpure(cond) {
		return true
	}
	if args := syntax.Arguments(cond); syntax.Callee(cond) == "assertMsg" && len(args) == 2 {
		cond = args[0]
	}
	p := i.purityOf(cond, 0)
	return p.holding || !p.failing && i.asksPurity(cond)
}

// asksPurity reports whether a part of a condition says of the evaluation that it is impure.
func (i *impurities) asksPurity(cond syntax.Expr) bool {
	found := false
	syntax.Walk(cond, func(n syntax.Node) bool {
		x, ok := n.(syntax.Expr)
		found = found || ok && i.purityOf(x, 0).told()
		return !found
	})
	return found
}

// refused passes over calls of which the value is there in impure evaluation only.
func (i *impurities) refused(x *syntax.Apply) bool {
	args := syntax.Arguments(x)
	switch fn := syntax.Callee(x); {
	case guarding(fn) && len(args) == 2:
		return i.purityOf(args[0], 0).holding
	case fn == "throwIf" && len(args) == 3:
		return i.purityOfAsserted(args[0]).failing || namesImpure(args[1])
	case fn == "throwIfNot" && len(args) == 3:
		return i.purityOfAsserted(args[0]).holding || namesImpure(args[1])
	case (fn == "warnIf" || fn == "warnIfNot") && len(args) == 3:
		return namesImpure(args[1])
	case (fn == "warn" || fn == "trace" || fn == "traceVal") && len(args) == 2:
		return namesImpure(args[0])
	}
	return false
}

func (i *impurities) purityOfAsserted(cond syntax.Expr) (p purity) {
	i.whileAsserting(func() { p = i.purityOf(cond, 0) })
	return p
}

// saysImpure reports whether an expression ends the evaluation with a text that names the flag.
func saysImpure(x syntax.Expr) bool {
	fn := syntax.Callee(x)
	return (fn == "throw" || fn == "abort") && namesImpure(x)
}

// namesImpure reports whether a text in an expression names the flag.
func namesImpure(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		text, ok := n.(*syntax.Text)
		found = found || ok && strings.Contains(text.Value, "--impure")
		return !found
	})
	return found
}

// assertion is what the assertions of a module say of the evaluation: that it is impure, or that a variable is set.
type assertion struct {
	impure    bool
	variables []string
}

func (a assertion) covers(variable string) bool {
	return a.impure || slices.Contains(a.variables, variable)
}

// assertions reads those of all modules, by file.
func assertions(repo *analyzer.Repo) map[string]assertion {
	all := map[string]assertion{}
	for _, f := range repo.Files {
		if strings.Contains(f.Src, "assertion") {
			all[f.Name] = assertionsOf(f)
		}
	}
	return all
}

func assertionsOf(f *analyzer.File) (a assertion) {
	in := &impurities{f: f}
	f.Walk(func(n syntax.Node) bool {
		set, ok := n.(*syntax.AttrSet)
		if !ok {
			return true
		}
		if cond := boundTo(set, "assertion"); cond != nil {
			message := boundTo(set, "message")
			a.impure = a.impure || in.asserted(cond) || message != nil && namesImpure(message)
			a.variables = append(a.variables, variablesTested(cond)...)
		}
		return true
	})
	return a
}

// boundTo is the value of a name in a set that is written out.
func boundTo(set *syntax.AttrSet, name string) syntax.Expr {
	for _, b := range set.Bindings {
		if attr, ok := b.(*syntax.AttrBinding); ok && len(attr.Path.Names) == 1 && nameIs(attr.Path.Names[0], name) {
			return attr.Value
		}
	}
	return nil
}

// variablesTested are those that a condition compares with "".
func variablesTested(cond syntax.Expr) (names []string) {
	syntax.Walk(cond, func(n syntax.Node) bool {
		if what, ok := testedForText(n); ok && syntax.Callee(what) == "getEnv" {
			if args := syntax.Arguments(what); len(args) == 1 {
				name, _ := syntax.StaticText(args[0])
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// assured reports whether an assertion of the file, or of a module that each host with the file has, ends an evaluation
// in which the variable is not set.
func (i *impurities) assured(call *syntax.Apply) bool {
	variable, _ := syntax.StaticText(call.Arg)
	if i.asserts()[i.f.Name].covers(variable) {
		return true
	}
	hosts := 0
	for _, h := range i.p.Repo.Hosts {
		if _, reaches := h.Closure.Files[i.f.Name]; reaches && !i.hasAssertion(h, variable) {
			return false
		} else if reaches {
			hosts++
		}
	}
	return hosts > 0
}

func (i *impurities) hasAssertion(h *analyzer.Host, variable string) bool {
	for name, a := range i.asserts() {
		if _, has := h.Closure.Files[name]; has && a.covers(variable) {
			return true
		}
	}
	return false
}
