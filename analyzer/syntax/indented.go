package syntax

import "strings"

// A piece is a token of an indented string, before its indentation is stripped.
type piece struct {
	span
	text     string
	indented bool    // text whose white space counts as indentation: neither escape nor interpolation
	interp   *Interp // nil for text
}

// indStr: "”" { text | escape | "${" expr "}" } "”"
func (p *parser) indStr() Expr {
	n := p.indStrs.alloc()
	start, mark := p.start, len(p.pieces)
	i := p.skipFirstLine(p.end)
	for closed := false; !closed && !p.dead; {
		i, closed = p.indPiece(i)
	}
	n.Parts = p.stripIndentation(p.pieces[mark:])
	n.static = isStatic(n.Parts)
	p.pieces = p.pieces[:mark]
	n.span = p.from(start)
	return n
}

// skipFirstLine goes past spaces and the line break directly behind the opening quotes.
func (p *parser) skipFirstLine(i int) int {
	j := i
	for p.at(j) == ' ' {
		j++
	}
	if p.at(j) == '\n' {
		return j + 1
	}
	return i
}

// indPiece reads one piece at i, or the closing quotes.
func (p *parser) indPiece(i int) (end int, closed bool) {
	if end = p.indText(i); end > i {
		p.piece(i, end, p.src[i:end], true)
		return end, false
	}
	rest := p.src[i:]
	switch {
	case rest == "":
		p.kind, p.start, p.end, p.last = tokEOF, i, i, i
		p.inside = true
		p.unexpected("the indented string's closing quotes")
		return i, true
	case strings.HasPrefix(rest, "${"):
		mark := len(p.partStack)
		end = p.interpolation(i)
		x := p.partStack[mark].(*Interp)
		p.partStack = p.partStack[:mark]
		p.pieces = append(p.pieces, piece{span: x.span, interp: x})
		return end, false
	case strings.HasPrefix(rest, "'''"):
		return p.piece(i, i+3, "''", false), false
	case strings.HasPrefix(rest, "''$"):
		return p.piece(i, i+3, "$", false), false
	case strings.HasPrefix(rest, `''\`) && len(rest) > 3:
		return p.piece(i, i+4, string([]byte{escaped(rest[3])}), false), false
	case strings.HasPrefix(rest, "''"):
		p.resume(i + 2)
		return i + 2, true
	}
	return p.piece(i, i+1, rest[:1], false), false // a $ or ' that begins nothing
}

// indText gives the end of the literal text at i.
func (p *parser) indText(i int) int {
	for i < len(p.src) {
		switch p.src[i] {
		case '$':
			switch {
			case i+1 == len(p.src), p.src[i+1] == '{', p.src[i+1] == '\'':
				return i
			case p.src[i+1] == '$':
				i++
			}
		case '\'':
			if i+1 == len(p.src) || p.src[i+1] == '\'' || p.src[i+1] == '$' {
				return i
			}
		}
		i++
	}
	return i
}

func (p *parser) piece(i, end int, text string, indented bool) int {
	p.pieces = append(p.pieces, piece{span: mkSpan(i, end), text: text, indented: indented})
	p.refuseNul(i, end, text)
	return end
}

// stripIndentation makes the parts of an indented string: each line loses as many spaces as the
// least indented one has, a last line of spaces alone is dropped, and empty parts vanish.
// Only spaces count, as in Nix: a tab or a CR ends the indentation.
func (p *parser) stripIndentation(pieces []piece) []StrPart {
	mark := len(p.partStack)
	s := stripper{least: leastIndent(pieces), lineStart: true}
	for i, piece := range pieces {
		if piece.interp != nil {
			s.lineStart, s.dropped = false, 0
			p.partStack = append(p.partStack, piece.interp)
			continue
		}
		text := s.strip(piece.text)
		if i == len(pieces)-1 {
			text = dropLastLine(text)
		}
		if text == "" {
			continue
		}
		n := p.texts.alloc()
		n.span, n.Value = piece.span, text
		p.partStack = append(p.partStack, n)
	}
	parts := p.partLists.copyOf(p.partStack[mark:])
	p.partStack = p.partStack[:mark]
	return parts
}

// leastIndent counts the spaces before the first other byte of each line, and gives the least.
func leastIndent(pieces []piece) int {
	least, indent, lineStart := 1_000_000, 0, true
	for _, piece := range pieces {
		if !piece.indented {
			if lineStart {
				lineStart = false
				least = min(least, indent)
			}
			continue
		}
		text := piece.text
		for j := 0; j < len(text); j++ {
			if !lineStart {
				n := strings.IndexByte(text[j:], '\n')
				if n < 0 {
					break
				}
				j += n
				lineStart, indent = true, 0
				continue
			}
			switch text[j] {
			case ' ':
				indent++
			case '\n':
				indent = 0
			default:
				lineStart = false
				least = min(least, indent)
			}
		}
	}
	return least
}

// A stripper removes indentation, piece by piece.
type stripper struct {
	least     int
	dropped   int  // spaces seen on this line
	lineStart bool // only spaces seen on this line
}

func (s *stripper) strip(text string) string {
	if !s.lineStart && strings.IndexByte(text, '\n') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		if s.lineStart {
			text = s.indentation(&b, text)
			continue
		}
		n := strings.IndexByte(text, '\n') + 1
		if n == 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:n])
		text = text[n:]
		s.lineStart = true
	}
	return b.String()
}

// indentation reads the spaces at a line's start and the byte behind them.
func (s *stripper) indentation(b *strings.Builder, text string) string {
	for i := range len(text) {
		switch text[i] {
		case ' ':
			s.dropped++
			if s.dropped > s.least {
				b.WriteByte(' ')
			}
			continue
		case '\n':
		default:
			s.lineStart = false
		}
		s.dropped = 0
		b.WriteByte(text[i])
		return text[i+1:]
	}
	return ""
}

// dropLastLine drops what follows the last line break, if that is spaces alone.
func dropLastLine(text string) string {
	n := strings.LastIndexByte(text, '\n')
	if n >= 0 && strings.Trim(text[n+1:], " ") == "" {
		return text[:n+1]
	}
	return text
}
