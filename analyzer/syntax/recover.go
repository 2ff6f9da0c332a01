package syntax

import "strings"

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

// leftover goes past what follows the file's expression.
func (p *parser) leftover() {
	for p.kind != tokEOF {
		p.drop()
	}
}

// dropBefore goes past a semicolon or comma right before the token that is wanted: it is the mistake.
func (p *parser) dropBefore(stop token) {
	for p.kind == tokSemi || p.kind == tokComma {
		ahead := p.lexer
		if ahead.next(); ahead.kind != stop {
			return
		}
		p.next()
	}
}

// goesOn reports whether a list goes on behind the current semicolon: what follows begins no binding.
func (p *parser) goesOn() bool {
	ahead := p.lexer
	ahead.next()
	switch ahead.kind {
	case tokID, tokOrWord, tokQuote:
		if ahead.kind == tokQuote {
			end := strings.IndexAny(p.src[ahead.end:], "\"\n")
			if end < 0 || p.src[ahead.end+end] != '"' {
				return false
			}
			ahead.kind, ahead.end = tokInvalid, ahead.end+end+1
		}
		ahead.next()
		return ahead.kind == tokSemi || ahead.kind == tokRBracket
	case tokLParen, tokLBrace, tokLBracket, tokRBracket, tokInt, tokFloat, tokPath, tokHome, tokSearchPath, tokIndQuote:
		return true
	}
	return false
}

// keywordAsName reports whether the current token is a keyword that somebody took for a name: x.with = 1.
func (p *parser) keywordAsName() bool {
	switch p.kind {
	case tokIf, tokThen, tokElse, tokAssert, tokWith, tokLet, tokIn, tokRec, tokInherit:
		ahead := p.lexer
		ahead.next()
		switch ahead.kind {
		case tokAssign, tokDot, tokSemi, tokRParen, tokRBracket, tokRBrace:
			return true
		}
	}
	return false
}
