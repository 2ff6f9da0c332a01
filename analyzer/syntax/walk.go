package syntax

import "fmt"

// Walk visits n and what is below it, in source order, parents first. Where visit answers false,
// it goes no deeper.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	EachChild(n, func(child Node) { Walk(child, visit) })
}

// EachChild calls f for every direct child of n, in source order.
func EachChild(n Node, f func(Node)) {
	switch n := n.(type) {
	case *Ident, *Int, *Float, *SearchPath, *URI, *Text, *Bad:
	case *Str:
		eachOf(n.Parts, f)
	case *IndStr:
		eachOf(n.Parts, f)
	case *Path:
		eachOf(n.Parts, f)
	case *Interp:
		f(n.X)
	case *List:
		eachOf(n.Elems, f)
	case *AttrSet:
		eachOf(n.Bindings, f)
	case *LegacyLet:
		eachOf(n.Bindings, f)
	case *AttrBinding:
		f(n.Path)
		f(n.Value)
	case *Inherit:
		eachOptional(n.From, f)
		eachOf(n.Names, f)
	case *AttrPath:
		eachOf(n.Names, f)
	case *Let:
		eachOf(n.Bindings, f)
		f(n.Body)
	case *With:
		f(n.Scope)
		f(n.Body)
	case *Assert:
		f(n.Cond)
		f(n.Body)
	case *If:
		f(n.Cond)
		f(n.Then)
		f(n.Else)
	case *Lambda:
		eachOfLambda(n, f)
	case *Formals:
		eachOf(n.List, f)
	case *Formal:
		f(n.Name)
		eachOptional(n.Default, f)
	case *Apply:
		f(n.Fn)
		f(n.Arg)
	case *Select:
		f(n.X)
		f(n.Path)
		eachOptional(n.Or, f)
	case *HasAttr:
		f(n.X)
		f(n.Path)
	case *Unary:
		f(n.X)
	case *Binary:
		f(n.X)
		f(n.Y)
	case *Paren:
		f(n.X)
	default:
		panic(fmt.Sprintf("syntax: no children known of %T", n))
	}
}

func eachOf[N Node](nodes []N, f func(Node)) {
	for _, n := range nodes {
		f(n)
	}
}

func eachOptional(x Expr, f func(Node)) {
	if x != nil {
		f(x)
	}
}

// eachOfLambda keeps source order: the argument's name may stand before the formals or behind.
func eachOfLambda(n *Lambda, f func(Node)) {
	if n.Arg != nil && (n.Formals == nil || n.Arg.Pos() < n.Formals.Pos()) {
		f(n.Arg)
	}
	if n.Formals != nil {
		f(n.Formals)
		if n.Arg != nil && n.Arg.Pos() > n.Formals.Pos() {
			f(n.Arg)
		}
	}
	f(n.Body)
}

// Unparen gives what stands inside any parentheses around x.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}
