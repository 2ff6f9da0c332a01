package syntax

// How tightly operators bind, loosest first. Equal, NotEqual and the comparisons cannot be chained.
const (
	lowest = iota + 1
	bindOr
	bindAnd
	bindEqual
	bindCompare
	bindUpdate
	bindNot
	bindAdd
	bindMul
	bindConcat
	bindHasAttr
	bindNegate
)

type side uint8

const (
	toLeft  side = iota // a - b - c is (a - b) - c
	toRight             // a ++ b ++ c is a ++ (b ++ c)
	toNone              // a == b == c is an error
)

type operator struct {
	op    BinaryOp
	binds uint8 // 0: no infix operator
	side  side
}

// operators is read-only, by token.
var operators = [tokCount]operator{
	tokImplies:   {Implies, lowest, toRight},
	tokOr:        {Or, bindOr, toLeft},
	tokAnd:       {And, bindAnd, toLeft},
	tokEqual:     {Equal, bindEqual, toNone},
	tokNotEqual:  {NotEqual, bindEqual, toNone},
	tokLess:      {Less, bindCompare, toNone},
	tokLessEq:    {LessEq, bindCompare, toNone},
	tokGreater:   {Greater, bindCompare, toNone},
	tokGreaterEq: {GreaterEq, bindCompare, toNone},
	tokUpdate:    {Update, bindUpdate, toRight},
	tokAdd:       {Add, bindAdd, toLeft},
	tokSub:       {Sub, bindAdd, toLeft},
	tokMul:       {Mul, bindMul, toLeft},
	tokDiv:       {Div, bindMul, toLeft},
	tokConcat:    {Concat, bindConcat, toRight},
	tokQuestion:  {0, bindHasAttr, toLeft},
}

// restOf reads on behind an operand that is read already.
func (p *parser) restOf(x Expr) Expr {
	outer := p.height
	p.height = p.depth
	x = p.infix(p.arguments(p.selection(x)), lowest)
	p.height = max(p.height, outer)
	return p.pipes(x)
}

// pipes: binary { "|>" binary } | binary { "<|" binary }; the two do not mix
func (p *parser) pipes(x Expr) Expr {
	switch p.kind {
	case tokPipeTo:
		for p.kind == tokPipeTo && p.grow() {
			at := p.start
			p.next()
			x = p.newBinary(PipeTo, at, x, p.binary(lowest))
		}
	case tokPipeFrom:
		at := p.start
		p.next()
		if !p.enter() {
			return x
		}
		y := p.binary(lowest)
		if p.kind == tokPipeFrom {
			y = p.pipes(y)
		}
		p.leave()
		x = p.newBinary(PipeFrom, at, x, y)
	}
	return x
}

// binary: operand { operator binary }, with the operators that bind at least so tightly
func (p *parser) binary(least uint8) Expr {
	outer := p.height
	p.height = p.depth
	x := p.infix(p.prefixed(), least)
	p.height = max(p.height, outer)
	return x
}

func (p *parser) infix(x Expr, least uint8) Expr {
	for {
		o := operators[p.kind]
		if o.binds < least || o.binds == 0 || !p.grow() {
			return x
		}
		if p.kind == tokQuestion {
			x = p.hasAttr(x)
			continue
		}
		at := p.start
		p.next()
		x = p.newBinary(o.op, at, x, p.rightOperand(o))
		if o.side == toNone && operators[p.kind].binds == o.binds {
			p.unexpected(`"(" around one of the comparisons`)
		}
	}
}

// rightOperand reads what stands to the right of an operator.
func (p *parser) rightOperand(o operator) Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	if o.side == toRight {
		return p.binary(o.binds)
	}
	return p.binary(o.binds + 1)
}

func (p *parser) newBinary(op BinaryOp, at int, x, y Expr) Expr {
	n := p.binaries.alloc()
	n.Op, n.OpPos, n.X, n.Y = op, int32(at), x, y
	n.span = mkSpan(x.Pos(), max(y.End(), p.last))
	return n
}

// hasAttr: "?" attrpath, behind an operand
func (p *parser) hasAttr(x Expr) Expr {
	p.next()
	n := p.hasAttrs.alloc()
	n.X, n.Path = x, p.attrPath()
	n.span = p.from(x.Pos())
	return n
}

// prefixed: "!" binary | "-" prefixed | application
func (p *parser) prefixed() Expr {
	if p.kind != tokNot && p.kind != tokSub {
		return p.arguments(p.selection(p.operand()))
	}
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	start, op, least := p.start, Not, uint8(bindNot)
	if p.kind == tokSub {
		op, least = Negate, bindNegate
	}
	p.next()
	n := p.unaries.alloc()
	n.Op, n.X = op, p.binary(least)
	n.span = p.from(start)
	return n
}
