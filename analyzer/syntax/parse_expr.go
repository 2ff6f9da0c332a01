package syntax

// expr is the whole grammar's start: functions, let, with, assert, if, operators.
func (p *parser) expr() Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	start := p.tok.start
	switch p.tok.kind {
	case tIf:
		return p.ifExpr(start)
	case tAssert:
		p.advance()
		cond := p.expr()
		p.expect(tSemi)
		body := p.expr()
		return &Assert{p.from(start), cond, body}
	case tWith:
		p.advance()
		scope := p.expr()
		p.expect(tSemi)
		body := p.expr()
		return &With{p.from(start), scope, body}
	case tLet:
		if p.peek().kind != tLBrace {
			return p.let(start)
		}
	case tIdent, tLBrace:
		if p.atLambda() {
			return p.lambda(start)
		}
	}
	return p.pipe()
}

func (p *parser) ifExpr(start int32) Expr {
	p.advance()
	cond := p.expr()
	p.expect(tThen)
	then := p.expr()
	p.expect(tElse)
	otherwise := p.expr()
	return &If{p.from(start), cond, then, otherwise}
}

func (p *parser) let(start int32) Expr {
	p.advance()
	bindings := p.bindings(tIn)
	p.expect(tIn)
	body := p.expr()
	return &Let{p.from(start), bindings, body}
}

// atLambda looks ahead for a function head. A brace opens formals if what follows cannot be a set.
func (p *parser) atLambda() bool {
	first, second := p.peek2()
	if p.tok.kind == tIdent {
		return first.kind == tColon || first.kind == tAt
	}
	switch first.kind {
	case tEllipsis:
		return true
	case tRBrace:
		return second.kind == tColon || second.kind == tAt
	case tIdent:
		return second.kind == tComma || second.kind == tQuestion || second.kind == tRBrace
	}
	return false
}

// lambda is x: body, { … }: body, x@{ … }: body or { … }@x: body.
func (p *parser) lambda(start int32) Expr {
	l := &Lambda{}
	if p.tok.kind == tIdent {
		l.Arg = p.ident()
		if p.tok.kind == tAt {
			p.advance()
			l.Formals = p.formals()
		}
	} else {
		l.Formals = p.formals()
		if p.tok.kind == tAt {
			p.advance()
			l.Arg = p.name()
		}
	}
	p.expect(tColon)
	l.Body = p.expr()
	l.span = p.from(start)
	return l
}

func (p *parser) ident() *Ident {
	id := &Ident{span{p.tok.start, p.tok.end}, p.src[p.tok.start:p.tok.end]}
	p.advance()
	return id
}

// name is an identifier that must be there.
func (p *parser) name() *Ident {
	if p.tok.kind == tIdent {
		return p.ident()
	}
	p.unexpected(spelling(tIdent))
	return &Ident{p.missing(), ""}
}

func (p *parser) formals() *Formals {
	start := p.tok.start
	f := &Formals{span: p.missing()}
	if !p.expect(tLBrace) {
		return f
	}
	for p.tok.kind == tIdent {
		f.List = append(f.List, p.formal())
		if p.tok.kind != tComma {
			break
		}
		p.advance()
	}
	if p.tok.kind == tEllipsis {
		f.Ellipsis = true
		p.advance()
	}
	if p.tok.kind != tRBrace {
		p.unexpected(spelling(tRBrace))
		p.sync()
	}
	if p.tok.kind == tRBrace {
		p.recovering = false
		p.advance()
	}
	f.span = p.from(start)
	return f
}

func (p *parser) formal() *Formal {
	start := p.tok.start
	f := &Formal{Name: p.ident()}
	if p.tok.kind == tQuestion {
		p.advance()
		f.Default = p.expr()
	}
	f.span = p.from(start)
	return f
}

// pipe is a |> f (left) or f <| a (right): the loosest operators. They do not mix.
func (p *parser) pipe() Expr {
	x := p.operation(1)
	for p.tok.kind == tOp && p.tok.op == PipeTo {
		at := p.tok.start
		p.advance()
		y := p.operation(1)
		x = &Binary{p.fromNode(x), PipeTo, at, x, y}
	}
	if p.tok.kind == tOp && p.tok.op == PipeFrom {
		at := p.tok.start
		p.advance()
		if !p.enter() {
			return x
		}
		y := p.pipe()
		p.leave()
		x = &Binary{p.fromNode(x), PipeFrom, at, x, y}
	}
	return x
}

// power says how tight an operator binds and how it associates, as Nix's grammar has it.
func power(op BinaryOp) (level int, assoc byte) {
	switch op {
	case Implies:
		return 1, 'r'
	case Or:
		return 2, 'l'
	case And:
		return 3, 'l'
	case Equal, NotEqual:
		return 4, 'n'
	case Less, LessEq, Greater, GreaterEq:
		return 5, 'n'
	case Update:
		return 6, 'r'
	case Add, Sub:
		return 8, 'l'
	case Mul, Div:
		return 9, 'l'
	case Concat:
		return 10, 'r'
	}
	return 0, 0
}

const (
	levelNot = 7  // !x binds looser than + and tighter than //
	levelHas = 11 // x ? a
)

// operation is precedence climbing over the operators at level or tighter.
func (p *parser) operation(level int) Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	x := p.prefix()
	for {
		if p.tok.kind == tQuestion {
			p.advance()
			path := p.attrPath()
			x = &HasAttr{p.fromNode(x), x, path}
			continue
		}
		if p.tok.kind != tOp {
			return x
		}
		op, at := p.tok.op, p.tok.start
		own, assoc := power(op)
		if own == 0 || own < level {
			return x
		}
		p.advance()
		tighter := own
		if assoc != 'r' {
			tighter++
		}
		y := p.operation(tighter)
		x = &Binary{p.fromNode(x), op, at, x, y}
		if assoc == 'n' && p.tok.kind == tOp {
			if next, _ := power(p.tok.op); next == own {
				p.unexpected("")
			}
		}
	}
}

// prefix is !x, -x or an application.
func (p *parser) prefix() Expr {
	start := p.tok.start
	switch {
	case p.tok.kind == tNot:
		p.advance()
		x := p.operation(levelNot)
		return &Unary{p.from(start), Not, x}
	case p.tok.kind == tOp && p.tok.op == Sub:
		p.advance()
		if !p.enter() {
			return p.bad()
		}
		x := p.prefix()
		p.leave()
		return &Unary{p.from(start), Negate, x}
	}
	return p.apply()
}

// apply is f a b.
func (p *parser) apply() Expr {
	x := p.selection()
	for p.startsSimple() {
		arg := p.selection()
		x = &Apply{p.fromNode(x), x, arg}
	}
	return x
}

func (p *parser) startsSimple() bool {
	switch p.tok.kind {
	case tIdent, tInt, tFloat, tPathStart, tSearchPath, tURI, tQuote, tIndQuote, tLBrace, tLBracket, tLParen, tRec:
		return true
	case tLet:
		return p.peek().kind == tLBrace
	}
	return false
}

// selection is x.a.b, x.a or y; "x or" without a path is the old way to apply x to a variable
// named "or".
func (p *parser) selection() Expr {
	x := p.simple()
	switch p.tok.kind {
	case tDot:
		p.advance()
		path := p.attrPath()
		s := &Select{X: x, Path: path}
		if p.tok.kind == tOrKw {
			p.advance()
			s.Or = p.selection()
		}
		s.span = p.fromNode(x)
		return s
	case tOrKw:
		or := p.ident()
		return &Apply{p.fromNode(x), x, or}
	}
	return x
}
