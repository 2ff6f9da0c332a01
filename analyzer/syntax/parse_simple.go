package syntax

import "strconv"

// simple is an expression that needs no parentheses anywhere.
func (p *parser) simple() Expr {
	start := p.tok.start
	switch p.tok.kind {
	case tIdent:
		return p.ident()
	case tInt:
		return p.integer()
	case tFloat:
		return p.float()
	case tQuote:
		return p.str()
	case tIndQuote:
		return p.indStr()
	case tPathStart:
		return p.path()
	case tSearchPath:
		p.advance()
		return &SearchPath{p.from(start), p.src[start+1 : p.prevEnd-1]}
	case tURI:
		p.advance()
		return &URI{p.from(start), p.src[start:p.prevEnd]}
	case tLParen:
		p.advance()
		x := p.expr()
		p.closing(tRParen)
		return &Paren{p.from(start), x}
	case tLBracket:
		return p.list(start)
	case tLBrace:
		bindings := p.set()
		return &AttrSet{p.from(start), false, bindings}
	case tRec:
		p.advance()
		bindings := p.set()
		return &AttrSet{p.from(start), true, bindings}
	case tLet:
		p.advance()
		bindings := p.set()
		return &LegacyLet{p.from(start), bindings}
	}
	p.unexpected("")
	return p.bad()
}

func (p *parser) integer() Expr {
	tok := p.tok
	text := p.src[tok.start:tok.end]
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.fail(int(tok.start), int(tok.end), "invalid integer '"+text+"'")
		p.recovering = false
	}
	p.advance()
	return &Int{span{tok.start, tok.end}, value}
}

func (p *parser) float() Expr {
	tok := p.tok
	text := p.src[tok.start:tok.end]
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.fail(int(tok.start), int(tok.end), "invalid float '"+text+"'")
		p.recovering = false
	}
	p.advance()
	return &Float{span{tok.start, tok.end}, value}
}

// closing consumes a closing token, skipping what stands in its way.
func (p *parser) closing(k kind) {
	if p.tok.kind != k {
		p.unexpected(spelling(k))
		p.sync()
	}
	if p.tok.kind == k {
		p.recovering = false
		p.advance()
	}
}

func (p *parser) list(start int32) Expr {
	p.advance()
	var elems []Expr
	for p.startsSimple() {
		elems = append(elems, p.selection())
	}
	p.closing(tRBracket)
	return &List{p.from(start), elems}
}

func (p *parser) set() []Binding {
	if !p.expect(tLBrace) {
		return nil
	}
	if !p.enter() {
		return nil
	}
	defer p.leave()
	bindings := p.bindings(tRBrace)
	p.closing(tRBrace)
	return bindings
}

// bindings reads up to the closing token. A broken binding costs itself only.
func (p *parser) bindings(end kind) []Binding {
	var bindings []Binding
	for p.tok.kind != end && p.tok.kind != tEOF {
		before := p.tok.start
		b := p.binding()
		if b == nil {
			p.unexpected("")
		} else {
			bindings = append(bindings, b)
		}
		if p.recovering {
			p.sync()
			if p.tok.kind != tSemi {
				if p.tok.kind == end || p.tok.start == before || p.tok.kind != tIn {
					return bindings
				}
			}
			p.recovering = false
			if p.tok.kind == tSemi {
				p.advance()
			} else if p.tok.kind == tIn && end != tIn {
				p.advance()
			}
		}
	}
	return bindings
}

// binding is path = value; or inherit …; nil where neither begins.
func (p *parser) binding() Binding {
	start := p.tok.start
	if p.tok.kind == tInherit {
		return p.inherit(start)
	}
	if !p.startsAttrName() {
		return nil
	}
	b := &AttrBinding{Path: p.attrPath()}
	if p.expect(tAssign) {
		b.Value = p.expr()
	} else {
		b.Value = p.bad()
	}
	p.expect(tSemi)
	b.span = p.from(start)
	return b
}

func (p *parser) inherit(start int32) Binding {
	in := &Inherit{}
	p.advance()
	if p.tok.kind == tLParen {
		p.advance()
		in.From = p.expr()
		p.closing(tRParen)
	}
	for p.startsAttrName() {
		in.Names = append(in.Names, p.attrName())
	}
	p.expect(tSemi)
	in.span = p.from(start)
	return in
}

func (p *parser) startsAttrName() bool {
	switch p.tok.kind {
	case tIdent, tOrKw, tQuote, tInterp:
		return true
	}
	return false
}

// attrPath is a.b."c".${d}.
func (p *parser) attrPath() *AttrPath {
	path := &AttrPath{Names: []AttrName{p.attrName()}}
	for p.tok.kind == tDot {
		p.advance()
		path.Names = append(path.Names, p.attrName())
	}
	path.span = p.fromNode(path.Names[0])
	return path
}

func (p *parser) attrName() AttrName {
	switch p.tok.kind {
	case tIdent, tOrKw:
		return p.ident()
	case tQuote:
		return p.str().(*Str)
	case tInterp:
		return p.interp()
	}
	p.unexpected(spelling(tIdent))
	return &Ident{p.missing(), ""}
}

// interp is ${ expr }; the token at hand is "${".
func (p *parser) interp() *Interp {
	i := p.openInterp(p.tok.start)
	p.advance()
	return i
}

// openInterp reads the expression of an interpolation whose "${" ends at p.pos or is the token at
// hand, and leaves the lexer right behind its "}", where a string's text goes on.
func (p *parser) openInterp(start int32) *Interp {
	p.advance()
	x := p.expr()
	if p.tok.kind != tRBrace {
		p.unexpected(spelling(tRBrace))
		p.sync()
	}
	if p.tok.kind == tRBrace {
		p.recovering = false
		p.pos = int(p.tok.end)
	} else {
		p.pos = int(p.tok.start)
	}
	p.prevEnd = int32(p.pos)
	p.tok = token{kind: tBad, start: p.prevEnd, end: p.prevEnd}
	return &Interp{span{start, int32(p.pos)}, x}
}
