package syntax

import "strings"

// str is "…"; the token at hand is its opening quote.
func (p *parser) str() Expr {
	start := p.tok.start
	s := &Str{}
	text := partBuilder{start: p.pos}
	for {
		if p.pos >= len(p.src) {
			p.fail(int(start), len(p.src), "syntax error, unexpected end of file, expecting '\"'")
			break
		}
		c := p.src[p.pos]
		if c == '"' {
			break
		}
		if c == '$' && p.at(1) == '{' {
			s.Parts = text.flush(s.Parts, p.pos)
			s.Parts = append(s.Parts, p.innerInterp())
			text.start = p.pos
			continue
		}
		p.strChar(&text, c)
	}
	s.Parts = text.flush(s.Parts, p.pos)
	p.closeString(1)
	s.span = span{start, p.prevEnd}
	return s
}

// innerInterp reads ${ … } inside a string or path, and leaves the lexer behind it.
func (p *parser) innerInterp() *Interp {
	start := int32(p.pos)
	p.pos += 2
	p.tok = token{kind: tInterp, start: start, end: int32(p.pos)}
	if !p.enter() {
		p.leave()
		return &Interp{span{start, int32(p.pos)}, p.bad()}
	}
	i := p.openInterp(start)
	p.leave()
	return i
}

// closeString steps over the closing delimiter of n bytes, and reads the token behind it.
func (p *parser) closeString(n int) {
	p.pos = min(p.pos+n, len(p.src))
	p.tok = token{kind: tBad, start: int32(p.pos), end: int32(p.pos)}
	p.advance()
}

// strChar reads one character of a string, escapes and line ends as Nix reads them.
func (p *parser) strChar(text *partBuilder, c byte) {
	switch {
	case c == '\\' && p.pos+1 < len(p.src):
		text.WriteString(unescape(p.src[p.pos+1]))
		p.pos += 2
	case c == '$' && p.at(1) == '$':
		text.WriteString("$$")
		p.pos += 2
	case c == '\r': // Nix reads CR and CR LF as a line end
		text.WriteByte('\n')
		p.pos++
		if p.at(0) == '\n' {
			p.pos++
		}
	default:
		text.WriteByte(c)
		p.pos++
	}
}

func unescape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	}
	return string([]byte{c})
}

// partBuilder gathers literal text between interpolations.
type partBuilder struct {
	strings.Builder
	start int
}

func (b *partBuilder) flush(parts []StrPart, end int) []StrPart {
	if b.Len() > 0 {
		parts = append(parts, &Text{span{int32(b.start), int32(end)}, b.String()})
	}
	b.Reset()
	b.start = end
	return parts
}

// path is a path with its interpolations; the token at hand is its start, nothing consumed.
func (p *parser) path() Expr {
	start := p.tok.start
	node := &Path{}
	p.pos = int(start)
	n := pathLen(p.src[p.pos:])
	for {
		if n > 0 {
			node.Parts = append(node.Parts, &Text{span{int32(p.pos), int32(p.pos + n)}, p.src[p.pos : p.pos+n]})
			p.pos += n
		}
		if !strings.HasPrefix(p.src[p.pos:], "${") {
			break
		}
		node.Parts = append(node.Parts, p.innerInterp())
		n = pathTail(p.src[p.pos:])
	}
	if text := p.src[start:p.pos]; strings.HasSuffix(text, "/") {
		p.fail(int(start), p.pos, "path has a trailing slash")
		p.recovering = false
	}
	p.tok = token{kind: tBad, start: int32(p.pos), end: int32(p.pos)}
	p.advance()
	node.span = span{start, p.prevEnd}
	return node
}

// pathTail says how much of s goes on with a path behind an interpolation.
func pathTail(s string) int {
	i := 0
	for i < len(s) && isPathChar(s[i]) {
		i++
	}
	return pathRest(s, i)
}
