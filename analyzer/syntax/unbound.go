package syntax

import (
	"slices"

	"mxmcheck/analyzer/diag"
)

// Unbound reports the variables that nothing binds, which Nix refuses when it has parsed a file. Of
// experimental features it has pipe-operators only; ResolveNames has them all.
// The one that Nix reports stands first, the others follow in order of place. A file with errors
// of syntax has no reliable names: the answer is then empty.
func Unbound(f *File) []diag.Diagnostic {
	if len(f.Errors) > 0 {
		return nil
	}
	r := &unboundFinder{bound: make(map[string]int)}
	r.visit(f.Root)
	if len(r.unbound) > 1 {
		r = &unboundFinder{bound: make(map[string]int), symbols: symbolOrder(f.Root)}
		r.visit(f.Root)
	}
	errors := make([]diag.Diagnostic, len(r.unbound))
	for i, u := range r.unbound {
		message := "undefined variable '" + u.name + "'"
		if isExperimental(u.name) {
			message += "; Nix has it where its experimental feature is on"
		}
		errors[i] = diag.Diagnostic{Rule: ParseError, Severity: diag.Error, Span: f.Range(u.Pos(), u.End()), Message: message}
	}
	if len(errors) > 1 {
		slices.SortStableFunc(errors[1:], diag.Compare)
	}
	return errors
}

// An unboundFinder walks the tree as Nix does when it binds variables: sets as they are after merging.
type unboundFinder struct {
	bound   map[string]int // how many of the scopes around bind a name
	withs   int            // how many of the scopes around are those of a with
	symbols map[string]int // if not nil, names are visited in Nix's order
	unbound []use
}

// use is a place where a variable is used.
type use struct {
	span
	name string
}

func (r *unboundFinder) knows(name string) bool {
	return r.withs > 0 || r.bound[name] > 0 || isGlobal(name) && !isExperimental(name)
}

func (r *unboundFinder) use(at span, name string) {
	if name != "" && !r.knows(name) {
		r.unbound = append(r.unbound, use{at, name})
	}
}

// visit checks one expression and what is in it.
func (r *unboundFinder) visit(x Expr) {
	switch x := x.(type) {
	case *Ident:
		r.use(x.span, x.Name)
	case *AttrSet:
		r.set(attrsOf(x.Bindings, x.Rec))
	case *LegacyLet:
		r.set(attrsOf(x.Bindings, true))
	case *Let:
		set := attrsOf(x.Bindings, true)
		r.set(set)
		r.scope(set, 1)
		r.visit(x.Body)
		r.scope(set, -1)
	case *With:
		r.visit(x.Scope)
		r.withs++
		r.visit(x.Body)
		r.withs--
	case *Lambda:
		r.lambda(x)
	case *Apply:
		r.apply(x)
	case *Select:
		r.visit(x.X)
		if x.Or != nil {
			r.visit(x.Or)
		}
		r.path(x.Path)
	case *HasAttr:
		r.visit(x.X)
		r.path(x.Path)
	case *Binary:
		r.binary(x)
	default:
		EachChild(x, r.child)
	}
}

// child visits below the nodes that are no expressions.
func (r *unboundFinder) child(n Node) {
	switch n := n.(type) {
	case *Interp:
		r.visit(n.X)
	case Expr:
		r.visit(n)
	}
}

// apply: "x or" has its variable where x begins.
func (r *unboundFinder) apply(x *Apply) {
	r.visit(x.Fn)
	if id, ok := x.Arg.(*Ident); ok && id.Name == "or" {
		r.use(span{x.start, id.end}, id.Name)
		return
	}
	r.visit(x.Arg)
}

// binary visits the operands in the order in which Nix calls with them.
func (r *unboundFinder) binary(x *Binary) {
	switch x.Op {
	case Greater, LessEq, PipeTo:
		r.visit(x.Y)
		r.visit(x.X)
	default:
		r.visit(x.X)
		r.visit(x.Y)
	}
}

func (r *unboundFinder) path(p *AttrPath) {
	for _, name := range p.Names {
		if _, ok := staticName(name); !ok {
			r.visit(nameExpr(name))
		}
	}
}

// scope binds the names of a set, or with -1 takes that back.
func (r *unboundFinder) scope(set *attrs, by int) {
	for i := range set.defs {
		r.bound[set.defs[i].name] += by
	}
}

// set checks the values of a set. What it inherits comes from outside, all else, if the set is
// recursive, from inside.
func (r *unboundFinder) set(set *attrs) {
	known := make([]bool, len(set.defs))
	for i := range set.defs {
		known[i] = set.defs[i].kind != inherited || r.knows(set.defs[i].name)
	}
	if set.rec {
		r.scope(set, 1)
		defer r.scope(set, -1)
	}
	for _, from := range set.froms {
		r.visit(from)
	}
	for _, i := range r.order(set) {
		d := &set.defs[i]
		switch {
		case !known[i]:
			r.unbound = append(r.unbound, use{d.at, d.name})
		case d.kind == plain:
			r.value(d.value, d.nested)
		}
	}
	for _, d := range set.dynamic {
		r.visit(d.name)
		r.value(d.value, d.nested)
	}
}

func (r *unboundFinder) value(x Expr, nested *attrs) {
	if nested != nil {
		r.set(nested)
		return
	}
	r.visit(x)
}

// order gives the indices of a set's definitions as Nix visits them.
func (r *unboundFinder) order(set *attrs) []int {
	order := make([]int, len(set.defs))
	for i := range order {
		order[i] = i
	}
	if r.symbols != nil {
		slices.SortFunc(order, func(i, j int) int { return r.symbols[set.defs[i].name] - r.symbols[set.defs[j].name] })
	}
	return order
}

func (r *unboundFinder) lambda(x *Lambda) {
	r.bindArgs(x, 1)
	if x.Formals != nil {
		list := x.Formals.List
		if r.symbols != nil {
			list = slices.Clone(list)
			slices.SortFunc(list, func(a, b *Formal) int { return r.symbols[a.Name.Name] - r.symbols[b.Name.Name] })
		}
		for _, f := range list {
			if f.Default != nil {
				r.visit(f.Default)
			}
		}
	}
	r.visit(x.Body)
	r.bindArgs(x, -1)
}

func (r *unboundFinder) bindArgs(x *Lambda, by int) {
	if x.Arg != nil {
		r.bound[x.Arg.Name] += by
	}
	if x.Formals != nil {
		for _, f := range x.Formals.List {
			r.bound[f.Name.Name] += by
		}
	}
}
