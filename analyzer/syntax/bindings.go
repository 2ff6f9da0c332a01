package syntax

// attrSet: [ "rec" ] "{" bindings "}"
func (p *parser) attrSet() *AttrSet {
	n := p.attrSets.alloc()
	start := p.start
	if p.kind == tokRec {
		n.Rec = true
		p.next()
		if p.kind != tokLBrace {
			p.unexpected(`"{" behind "rec"`)
			n.span = p.from(start)
			return n
		}
	}
	n.Bindings = p.braced(n)
	n.span = p.from(start)
	return n
}

// legacyLet: "{" bindings "}", behind "let"
func (p *parser) legacyLet(start int) Expr {
	n := p.legacyLets.alloc()
	n.Bindings = p.braced(n)
	n.span = p.from(start)
	return n
}

// braced: "{" bindings "}"
func (p *parser) braced(of Node) []Binding {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.next()
	p.braces++
	bs := p.bindings(of, tokRBrace)
	p.braces--
	p.accept(tokRBrace)
	return bs
}

// bindings: { binding }, up to the closing token
func (p *parser) bindings(of Node, closing token) []Binding {
	mark, refused := len(p.bindingStack), false
	for p.kind != closing && p.kind != tokEOF {
		if refused && closing == tokIn && p.endsBindings(closing) {
			p.mute() // "in" is missing where something was refused
		}
		if b := p.binding(closing); b != nil {
			p.bindingStack = append(p.bindingStack, b)
			continue
		}
		refused = true
		if p.kind != closing && p.endsBindings(closing) {
			break
		}
	}
	if p.kind == tokEOF {
		p.unexpected(closingWord(closing))
	}
	bs := p.bindingLists.copyOf(p.bindingStack[mark:])
	p.bindingStack = p.bindingStack[:mark]
	p.checkBindings(of, bs)
	return bs
}

func closingWord(closing token) string {
	if closing == tokIn {
		return `"in" behind the bindings`
	}
	return `"}"`
}

// endsBindings reports whether a token that cannot begin a binding belongs outside.
func (p *parser) endsBindings(closing token) bool {
	return p.closesOutside() && p.kind != tokSemi
}

// binding: attrpath "=" expr ";" | inherit; nil if neither begins here
func (p *parser) binding(closing token) Binding {
	switch p.kind {
	case tokInherit:
		return p.inherit()
	case tokID, tokOrWord, tokQuote, tokDollar:
		return p.attrBinding()
	}
	p.unexpected(`a binding or ` + closingWord(closing))
	if !p.endsBindings(closing) {
		p.skipBinding()
	}
	return nil
}

func (p *parser) attrBinding() Binding {
	n := p.attrBindings.alloc()
	errors := p.lastBad
	n.Path = p.attrPath()
	if p.kind == tokAssign {
		p.next()
		n.Value = p.expr()
		p.endBinding(n)
	} else {
		p.unexpected(`"." or "=" in the binding`)
		n.Value = p.bad()
		p.skipBinding()
	}
	n.span = p.from(n.Path.Pos())
	p.noteBroken(n, errors)
	return n
}

// endBinding: ";"
func (p *parser) endBinding(n *AttrBinding) {
	if p.accept(tokSemi) {
		return
	}
	p.unexpected(`";" behind the value of the binding`)
	if p.kind == tokAssign && p.giveBack(n) {
		return
	}
	if p.kind == tokInherit {
		return
	}
	p.skipBinding()
}

// giveBack mends a missing semicolon: in "a = b c = d;" the c that was read as an argument
// begins the next binding.
func (p *parser) giveBack(n *AttrBinding) bool {
	apply, ok := n.Value.(*Apply)
	if !ok {
		return false
	}
	switch arg := apply.Arg.(type) {
	case *Ident, *Str:
	case *Select:
		if _, ok := arg.X.(*Ident); !ok || arg.Or != nil {
			return false
		}
	default:
		return false
	}
	n.Value = apply.Fn
	p.end = apply.Arg.Pos()
	p.next()
	p.last = apply.Fn.End()
	return true
}

// inherit: "inherit" [ "(" expr ")" ] { attr } ";"
func (p *parser) inherit() Binding {
	n := p.inherits.alloc()
	start, mark, errors := p.start, len(p.nameStack), p.lastBad
	p.next()
	if p.accept(tokLParen) {
		p.parens++
		n.From = p.expr()
		if p.kind != tokRParen {
			p.unexpected(`")"`)
			p.skipTo(tokRParen)
		}
		p.accept(tokRParen)
		p.parens--
	}
	for p.atAttr() {
		p.nameStack = append(p.nameStack, p.inheritedName())
	}
	n.Names = p.nameLists.copyOf(p.nameStack[mark:])
	p.nameStack = p.nameStack[:mark]
	if !p.accept(tokSemi) {
		p.unexpected(`a name or ";" in "inherit"`)
		p.skipBinding()
	}
	n.span = p.from(start)
	p.noteBroken(n, errors)
	return n
}

// noteBroken remembers a binding with an error of syntax in it: Nix has never seen its end, and so
// does not notice there what it defines twice.
func (p *parser) noteBroken(n Node, errorsBefore int) {
	if p.lastBad == errorsBefore {
		return
	}
	if p.broken == nil {
		p.broken = make(map[int]bool)
	}
	p.broken[n.End()-1] = true
}

// inheritedName: attr, but not a computed one
func (p *parser) inheritedName() AttrName {
	errors := p.lastBad
	name := p.attr()
	if _, ok := staticName(name); !ok && p.lastBad == errors {
		p.meaningless(mkSpan(name.Pos(), name.End()), name.End()-1,
			"a computed name cannot be inherited; write a binding")
	}
	return name
}

// atAttr reports whether a component of an attribute path begins here.
func (p *parser) atAttr() bool {
	switch p.kind {
	case tokID, tokOrWord, tokQuote, tokDollar:
		return true
	}
	return false
}

// attrPath: attr { "." attr }
func (p *parser) attrPath() *AttrPath {
	n := p.attrPaths.alloc()
	start, mark := p.start, len(p.nameStack)
	for {
		if !p.atAttr() {
			p.unexpected("an attribute name")
			if len(p.nameStack) == mark {
				p.nameStack = append(p.nameStack, p.nameless(start))
			}
			if p.keywordAsName() {
				p.next()
				if p.accept(tokDot) {
					continue
				}
			}
			break
		}
		p.nameStack = append(p.nameStack, p.attr())
		if !p.accept(tokDot) {
			break
		}
	}
	n.Names = p.nameLists.copyOf(p.nameStack[mark:])
	p.nameStack = p.nameStack[:mark]
	n.span = p.from(start)
	return n
}

// nameless is the hole that a missing attribute name leaves.
func (p *parser) nameless(at int) *Ident {
	n := p.idents.alloc()
	n.span = p.from(at)
	return n
}

// attr: ID | "or" | string | "${" expr "}"
func (p *parser) attr() AttrName {
	switch p.kind {
	case tokQuote:
		return p.str()
	case tokDollar:
		return p.dynamicAttr()
	}
	return p.ident()
}

// dynamicAttr: "${" expr "}"
func (p *parser) dynamicAttr() AttrName {
	n := p.interps.alloc()
	start := p.start
	p.next()
	p.braces++
	n.X = p.expr()
	if p.kind != tokRBrace {
		p.unexpected(`"}" behind the computed name`)
		p.skipTo(tokRBrace)
	}
	p.braces--
	p.accept(tokRBrace)
	n.span = p.from(start)
	return n
}

// BoundNames are the attributes that a binding binds: the first of a path, or those of an inherit.
func BoundNames(b Binding) []AttrName {
	switch b := b.(type) {
	case *AttrBinding:
		return b.Path.Names[:1]
	case *Inherit:
		return b.Names
	}
	return nil
}
