package syntax

// closesOutside reports whether the current token ends something that is open: reading on past
// it would lose what stands around.
func (p *parser) closesOutside() bool {
	switch p.kind {
	case tokEOF:
		return true
	case tokSemi, tokRBrace:
		return p.braces+p.lets > 0
	case tokRParen:
		return p.parens > 0
	case tokRBracket:
		return p.brackets > 0
	case tokIn:
		return p.lets > 0
	}
	return false
}

// separates reports whether the current token stands between expressions.
func (p *parser) separates() bool {
	switch p.kind {
	case tokThen, tokElse, tokComma, tokAssign, tokColon, tokInherit, tokSemi:
		return true
	}
	return false
}

// skipTo drops what stands before a closing token, or before the end of something outside.
// What it drops is read as expressions where possible, so that errors in it are found.
func (p *parser) skipTo(stop token) {
	for p.kind != stop && !p.closesOutside() {
		p.drop()
	}
}

// skipInBraces drops what stands before the closing brace.
func (p *parser) skipInBraces() {
	for p.kind != tokRBrace && !(p.closesOutside() && p.kind != tokSemi) {
		p.drop()
	}
}

// skipBinding drops the rest of a broken binding: up to and with its semicolon, or up to the
// end of the bindings.
func (p *parser) skipBinding() {
	for !p.closesOutside() {
		p.drop()
	}
	p.accept(tokSemi)
}

// drop goes past one expression or token.
func (p *parser) drop() {
	if p.kind.startsExpr() {
		p.expr()
		return
	}
	p.next()
}

// leftover reads what follows the file's expression, for the errors in it.
func (p *parser) leftover(root Expr) {
	for p.kind != tokEOF {
		p.drop()
	}
}
