package syntax

// expr: lambda | let | with | assert | if | pipes
func (p *parser) expr() Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	switch p.kind {
	case tokID:
		return p.nameFirst()
	case tokLBrace:
		return p.braceFirst()
	case tokLet:
		return p.let()
	case tokWith:
		return p.with()
	case tokAssert:
		return p.assert()
	case tokIf:
		return p.ifElse()
	}
	return p.pipes(p.binary(lowest))
}

// nameFirst: ID ":" expr | ID "@" formals ":" expr | pipes
func (p *parser) nameFirst() Expr {
	id := p.ident()
	switch p.kind {
	case tokColon:
		return p.lambda(id.Pos(), id, nil)
	case tokAt:
		p.next()
		if p.kind != tokLBrace {
			p.unexpected(`"{" and the formal arguments`)
			return p.lambda(id.Pos(), id, nil)
		}
		return p.lambda(id.Pos(), id, p.formalSet())
	}
	return p.restOf(id)
}

// braceFirst: formals ":" expr | formals "@" ID ":" expr | pipes
func (p *parser) braceFirst() Expr {
	start := p.start
	if !p.atFormals() {
		set := p.attrSet()
		if isEmptySet(set) && (p.kind == tokColon || p.kind == tokAt) {
			f := p.formalSets.alloc()
			f.span = span{set.start, set.end}
			return p.argOf(start, f)
		}
		return p.restOf(set)
	}
	return p.argOf(start, p.formalSet())
}

func isEmptySet(set *AttrSet) bool { return len(set.Bindings) == 0 && !set.Rec }

// argOf: the rest of a lambda behind its formals
func (p *parser) argOf(start int, f *Formals) Expr {
	if !p.accept(tokAt) {
		return p.lambda(start, nil, f)
	}
	if p.kind != tokID {
		p.unexpected("a name for the whole argument")
		return p.lambda(start, nil, f)
	}
	return p.lambda(start, p.ident(), f)
}

// atFormals looks behind "{": formal arguments begin with "...", or with a name that neither
// "=" nor "." follows. What is neither is read as a set, which reports it.
func (p *parser) atFormals() bool {
	ahead := p.lexer
	ahead.next()
	switch ahead.kind {
	case tokEllipsis:
		return true
	case tokID:
		ahead.next()
	default:
		return false
	}
	switch ahead.kind {
	case tokComma, tokQuestion:
		return true
	case tokRBrace:
		return true
	}
	return false
}

// lambda: ":" expr, behind the argument
func (p *parser) lambda(start int, arg *Ident, formals *Formals) Expr {
	if !p.expect(tokColon, `":" and the function's body`) && !p.kind.startsExpr() {
		p.skipToColon()
	}
	n := p.lambdas.alloc()
	n.Arg, n.Formals = arg, formals
	n.Body = p.expr()
	n.span = p.from(start)
	if formals != nil {
		p.checkFormals(n)
	}
	return n
}

// skipToColon drops tokens up to the colon of a lambda, if it is near.
func (p *parser) skipToColon() {
	for p.kind == tokComma || p.kind == tokEllipsis || p.kind == tokAt || p.kind == tokInvalid {
		p.next()
	}
	p.accept(tokColon)
}

// formalSet: "{" [ formal { "," formal } [ "," ] [ "..." ] ] "}"
func (p *parser) formalSet() *Formals {
	n := p.formalSets.alloc()
	start, mark := p.start, len(p.formalStack)
	p.next()
	p.braces++
	for p.kind == tokID {
		p.formalStack = append(p.formalStack, p.formal())
		if !p.accept(tokComma) {
			break
		}
	}
	switch {
	case p.kind == tokEllipsis && (len(p.formalStack) == mark || p.src[p.last-1] == ','):
		n.Ellipsis = true
		p.next()
	}
	if p.kind != tokRBrace {
		p.unexpected(`"," or "}" in the formal arguments`)
		p.skipInBraces()
	}
	p.accept(tokRBrace)
	p.braces--
	n.List = p.formalLists.copyOf(p.formalStack[mark:])
	p.formalStack = p.formalStack[:mark]
	n.span = p.from(start)
	return n
}

// formal: ID [ "?" expr ]
func (p *parser) formal() *Formal {
	n := p.formals.alloc()
	n.Name = p.ident()
	if p.accept(tokQuestion) {
		n.Default = p.expr()
	}
	n.span = p.from(n.Name.Pos())
	return n
}

// let: "let" bindings "in" expr | "let" "{" bindings "}" as an operand
func (p *parser) let() Expr {
	start := p.start
	p.next()
	if p.kind == tokLBrace {
		return p.restOf(p.legacyLet(start))
	}
	n := p.letExprs.alloc()
	p.lets++
	n.Bindings = p.bindings(n, tokIn)
	p.lets--
	p.expect(tokIn, `"in" behind the bindings`)
	n.Body = p.expr()
	n.span = p.from(start)
	p.checkLet(n)
	return n
}

// with: "with" expr ";" expr
func (p *parser) with() Expr {
	start := p.start
	p.next()
	n := p.withs.alloc()
	n.Scope = p.expr()
	p.expect(tokSemi, `";" behind the set of "with"`)
	n.Body = p.expr()
	n.span = p.from(start)
	return n
}

// assert: "assert" expr ";" expr
func (p *parser) assert() Expr {
	start := p.start
	p.next()
	n := p.asserts.alloc()
	n.Cond = p.expr()
	p.expect(tokSemi, `";" behind the condition of "assert"`)
	n.Body = p.expr()
	n.span = p.from(start)
	return n
}

// ifElse: "if" expr "then" expr "else" expr
func (p *parser) ifElse() Expr {
	start := p.start
	p.next()
	n := p.ifs.alloc()
	n.Cond = p.expr()
	p.expect(tokThen, `"then"`)
	n.Then = p.expr()
	if !p.expect(tokElse, `"else"`) {
		n.Else = p.bad()
	} else {
		n.Else = p.expr()
	}
	n.span = p.from(start)
	return n
}
