package syntax

import "strconv"

// arguments: { operand-with-selection }, behind a function
func (p *parser) arguments(fn Expr) Expr {
	for p.kind.startsOperand() && p.grow() {
		n := p.applies.alloc()
		n.Fn, n.Arg = fn, p.selection(p.operand())
		n.span = p.from(fn.Pos())
		fn = n
	}
	return fn
}

// selection: [ "." attrpath [ "or" operand-with-selection ] | "or" ], behind an operand
func (p *parser) selection(x Expr) Expr {
	switch p.kind {
	case tokDot:
		return p.selectAttr(x)
	case tokOrWord:
		return p.orArgument(x)
	}
	return x
}

func (p *parser) selectAttr(x Expr) Expr {
	p.next()
	n := p.selects.alloc()
	n.X, n.Path = x, p.attrPath()
	if p.kind == tokOrWord && p.enter() {
		p.next()
		n.Or = p.selection(p.operand())
		p.leave()
	}
	n.span = p.from(x.Pos())
	return n
}

// orArgument reads "x or" as x applied to the variable "or": Nix does so because a function of
// that name is older than the keyword. See fixtures/syntax/ok/or.nix.
func (p *parser) orArgument(x Expr) Expr {
	n := p.applies.alloc()
	n.Fn, n.Arg = x, p.ident()
	n.span = p.from(x.Pos())
	return n
}

// operand: name | literal | "(" expr ")" | set | list
func (p *parser) operand() Expr {
	switch p.kind {
	case tokID:
		return p.ident()
	case tokInt:
		return p.int()
	case tokFloat:
		return p.float64()
	case tokQuote:
		return p.str()
	case tokIndQuote:
		return p.indStr()
	case tokPath, tokHome:
		return p.pathLiteral()
	case tokSearchPath:
		return p.searchPathLiteral()
	case tokURI:
		return p.uriLiteral()
	case tokLParen:
		return p.paren()
	case tokLBrace, tokRec:
		return p.attrSet()
	case tokLBracket:
		return p.list()
	case tokLet:
		return p.letOperand()
	}
	return p.noOperand()
}

// ident: ID, and "or" where Nix takes it for a name
func (p *parser) ident() *Ident {
	n := p.idents.alloc()
	n.span = mkSpan(p.start, p.end)
	n.Name = p.text()
	p.next()
	return n
}

func (p *parser) int() Expr {
	n := p.ints.alloc()
	n.span = mkSpan(p.start, p.end)
	value, err := strconv.ParseInt(p.text(), 10, 64)
	if err != nil {
		p.report(p.start, p.end, "integer "+p.describe()+" is larger than 9223372036854775807")
		value = 0
	}
	n.Value = value
	p.next()
	return n
}

func (p *parser) float64() Expr {
	n := p.floats.alloc()
	n.span = mkSpan(p.start, p.end)
	value, ok := parseFloat(p.text())
	if !ok {
		p.report(p.start, p.end, "float "+p.describe()+" is out of range")
	}
	n.Value = value
	p.next()
	return n
}

func (p *parser) searchPathLiteral() Expr {
	n := p.searchPaths.alloc()
	n.span = mkSpan(p.start, p.end)
	n.Name = p.src[p.start+1 : p.end-1]
	p.next()
	return n
}

func (p *parser) uriLiteral() Expr {
	n := p.uris.alloc()
	n.span = mkSpan(p.start, p.end)
	n.Text = p.text()
	p.next()
	return n
}

// paren: "(" expr ")"
func (p *parser) paren() Expr {
	start := p.start
	p.next()
	n := p.parenExprs.alloc()
	p.parens++
	n.X = p.expr()
	if p.kind != tokRParen {
		p.unexpected(`")"`)
		p.dropBefore(tokRParen)
		p.skipTo(tokRParen)
	}
	p.accept(tokRParen)
	p.parens--
	n.span = p.from(start)
	return n
}

// list: "[" { operand-with-selection } "]"
func (p *parser) list() Expr {
	start, mark := p.start, len(p.exprStack)
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	p.next()
	p.brackets++
	for separated := false; p.inList(&separated); {
		p.exprStack = append(p.exprStack, p.selection(p.operand()))
	}
	p.accept(tokRBracket)
	p.brackets--
	n := p.lists.alloc()
	n.Elems = p.exprLists.copyOf(p.exprStack[mark:])
	p.exprStack = p.exprStack[:mark]
	n.span = p.from(start)
	return n
}

// inList reports whether an element follows. It drops what cannot stand in a list; semicolons or commas
// between all elements are one error.
func (p *parser) inList(separated *bool) bool {
	for !p.kind.startsOperand() {
		if p.kind == tokRBracket {
			return false
		}
		separates := p.kind == tokSemi && p.goesOn() || p.kind == tokComma
		if separates && *separated {
			p.mute()
		}
		p.unexpected(`a list element or "]"`)
		if separates {
			*separated = true
			p.next()
			continue
		}
		if p.kind.startsExpr() {
			return true // noOperand reads it
		}
		if p.closesOutside() {
			return false
		}
		p.next()
	}
	return true
}

// letOperand: "let" "{" bindings "}"
func (p *parser) letOperand() Expr {
	start := p.start
	ahead := p.lexer
	ahead.next()
	if ahead.kind == tokLBrace {
		p.next()
		return p.legacyLet(start)
	}
	p.lexer = ahead
	p.unexpected(`"(" before "let"`)
	p.lexer.start, p.lexer.end, p.lexer.kind = start, start+len("let"), tokLet
	return p.expr()
}

// noOperand reports that no operand stands here. It still reads an expression that needs
// parentheses here; what cannot begin an expression is dropped, unless something outside waits
// for it.
func (p *parser) noOperand() Expr {
	p.unexpected("an expression")
	start := p.start
	for !p.kind.startsExpr() && !p.closesOutside() && !p.separates() {
		p.next()
	}
	if p.kind.startsExpr() {
		return p.expr()
	}
	n := p.bads.alloc()
	n.span = p.from(start)
	return n
}
