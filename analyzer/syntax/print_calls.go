package syntax

import (
	"slices"
	"strings"
)

// operation prints what calls a function: operators too, where Nix has functions for them.
func (p *printer) operation(x Expr) {
	if p.call(x) {
		p.put(")")
		return
	}
	switch x := x.(type) {
	case *Unary: // only a Not is no call
		p.put("(! ")
		p.expr(x.X)
		p.put(")")
	case *Binary:
		switch x.Op {
		case LessEq:
			p.around("(! (__lessThan ", x.Y, " ", x.X, "))")
		case GreaterEq:
			p.around("(! (__lessThan ", x.X, " ", x.Y, "))")
		default:
			p.around("(", x.X, symbol(x.Op), x.Y, ")")
		}
	}
}

// call prints a call but for its closing parenthesis, so that the arguments of a call around it
// can follow: Nix joins f a and b to f a b, and likewise (x - y) and b to __sub x y b. It prints
// nothing and answers false if x is no call.
func (p *printer) call(x Expr) bool {
	switch x := Unparen(x).(type) {
	case *Apply:
		p.callee(x.Fn, x.Arg)
	case *SearchPath:
		p.put("(__findFile __nixPath ", p.quote(x.Name))
	case *Unary:
		if x.Op != Negate {
			return false
		}
		p.put("(__sub 0 ")
		p.expr(x.X)
	case *Binary:
		return p.binaryCall(x)
	default:
		return false
	}
	return true
}

func (p *printer) callee(fn, arg Expr) {
	if !p.call(fn) {
		p.put("(")
		p.expr(fn)
	}
	p.put(" ")
	p.expr(arg)
}

func (p *printer) binaryCall(x *Binary) bool {
	switch x.Op {
	case Sub:
		p.around("(__sub ", x.X, " ", x.Y, "")
	case Mul:
		p.around("(__mul ", x.X, " ", x.Y, "")
	case Div:
		p.around("(__div ", x.X, " ", x.Y, "")
	case Less:
		p.around("(__lessThan ", x.X, " ", x.Y, "")
	case Greater:
		p.around("(__lessThan ", x.Y, " ", x.X, "")
	case PipeTo:
		p.callee(x.Y, x.X)
	case PipeFrom:
		p.callee(x.X, x.Y)
	default:
		return false
	}
	return true
}

func symbol(op BinaryOp) string {
	switch op {
	case Concat:
		return " ++ "
	case Add:
		return " + "
	case Update:
		return " // "
	case Equal:
		return " == "
	case NotEqual:
		return " != "
	case And:
		return " && "
	case Or:
		return " || "
	case Implies:
		return " -> "
	}
	panic("syntax: an operator without a symbol")
}

func (p *printer) lambda(x *Lambda) {
	p.put("(")
	if x.Formals != nil {
		p.formals(x.Formals)
		if x.Arg != nil {
			p.put(" @ ")
		}
	}
	if x.Arg != nil {
		p.put(x.Arg.Name)
	}
	p.put(": ")
	p.expr(x.Body)
	p.put(")")
}

func (p *printer) formals(f *Formals) {
	list := slices.Clone(f.List)
	slices.SortStableFunc(list, func(a, b *Formal) int { return strings.Compare(a.Name.Name, b.Name.Name) })
	p.put("{ ")
	for i, formal := range list {
		if i > 0 {
			p.put(", ")
		}
		p.put(formal.Name.Name)
		if formal.Default != nil {
			p.put(" ? ")
			p.expr(formal.Default)
		}
	}
	if f.Ellipsis {
		if len(list) > 0 {
			p.put(", ")
		}
		p.put("...")
	}
	p.put(" }")
}

func (p *printer) selection(x *Select) {
	p.put("(")
	p.expr(x.X)
	p.put(").")
	p.attrPath(x.Path)
	if x.Or != nil {
		p.put(" or (")
		p.expr(x.Or)
		p.put(")")
	}
}
