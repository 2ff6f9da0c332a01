package syntax

import "strings"

// piece is a part of an indented string before its indentation is stripped.
type piece struct {
	text    string
	escaped bool // came from an escape: counts as content, never as indentation
	span    span
	interp  *Interp
}

// indStr is ”…”; the token at hand is its opening quotes.
func (p *parser) indStr() Expr {
	start := p.tok.start
	var pieces []piece
	p.skipOpeningLine()
	from := p.pos
	literal := func() {
		if p.pos > from {
			pieces = append(pieces, piece{text: newlines(p.src[from:p.pos]), span: span{int32(from), int32(p.pos)}})
		}
	}
	for p.pos < len(p.src) {
		rest := p.src[p.pos:]
		switch {
		case strings.HasPrefix(rest, "''$"), strings.HasPrefix(rest, "'''"), strings.HasPrefix(rest, `''\`):
			literal()
			pieces = append(pieces, p.indEscape(rest))
			from = p.pos
			continue
		case strings.HasPrefix(rest, "''"):
			literal()
			p.closeString(2)
			return &IndStr{span{start, p.prevEnd}, stripIndentation(pieces)}
		case strings.HasPrefix(rest, "${"):
			literal()
			pieces = append(pieces, piece{interp: p.innerInterp()})
			from = p.pos
			continue
		case rest[0] == '$' || rest[0] == '\'':
			if len(rest) > 1 && rest[1] != '$'+'\''-rest[0] {
				p.pos += 2
				continue
			}
			literal() // Nix reads "$" before "'", and "'" before "$", as a piece of its own
			pieces = append(pieces, piece{text: rest[:1], escaped: true, span: span{int32(p.pos), int32(p.pos + 1)}})
			from = p.pos + 1
		}
		p.pos++
	}
	p.pos = len(p.src)
	literal()
	p.fail(int(start), len(p.src), "syntax error, unexpected end of file, expecting IND_STRING_CLOSE")
	p.closeString(0)
	return &IndStr{span{start, int32(len(p.src))}, stripIndentation(pieces)}
}

// skipOpeningLine moves past spaces and a line end behind the opening quotes: they are part of them.
func (p *parser) skipOpeningLine() {
	rest := strings.TrimLeft(p.src[p.pos:], " ")
	for _, lineEnd := range []string{"\n", "\r\n"} {
		if strings.HasPrefix(rest, lineEnd) {
			p.pos = len(p.src) - len(rest) + len(lineEnd)
			return
		}
	}
}

// indEscape reads ”'$, ”' and ”\x at the start of rest.
func (p *parser) indEscape(rest string) piece {
	start, n, text := p.pos, 3, ""
	switch {
	case rest[2] == '$':
		text = "$"
	case rest[2] == '\'':
		text = "''"
	case len(rest) > 3:
		n, text = 4, unescape(rest[3])
	}
	p.pos += n
	return piece{text: text, escaped: true, span: span{int32(start), int32(p.pos)}}
}

func newlines(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// stripIndentation removes the least indentation of all lines that hold more than spaces, and the
// last line if it holds only spaces. Tabs do not count as indentation: as Nix has it.
func stripIndentation(pieces []piece) []StrPart {
	indent := leastIndent(pieces)
	var parts []StrPart
	var text partBuilder
	atLineStart, dropped := true, 0
	for i, pc := range pieces {
		if pc.interp == nil { // Nix keeps the pieces around an escape apart
			parts = text.flush(parts, int(pc.span.start))
		}
		switch {
		case pc.interp != nil:
			parts = text.flush(parts, pc.interp.Pos())
			parts = append(parts, pc.interp)
			atLineStart, dropped, text.start = false, 0, pc.interp.End()
		case pc.escaped:
			text.WriteString(pc.text)
			atLineStart = false
		default:
			s := pc.text
			for j := range len(s) {
				if !atLineStart {
					text.WriteByte(s[j])
					atLineStart = s[j] == '\n'
				} else if s[j] == ' ' {
					if dropped >= indent {
						text.WriteByte(' ')
					}
					dropped++
					continue
				} else {
					text.WriteByte(s[j])
					atLineStart = s[j] == '\n'
				}
				dropped = 0
			}
		}
		if i == len(pieces)-1 && pc.interp == nil && !pc.escaped {
			dropLastLine(&text)
		}
	}
	end := text.start
	if n := len(pieces); n > 0 && pieces[n-1].interp == nil {
		end = int(pieces[n-1].span.end)
	}
	return text.flush(parts, end)
}

// dropLastLine removes a last line of spaces only.
func dropLastLine(text *partBuilder) {
	s := text.String()
	cut := strings.LastIndexByte(s, '\n')
	if cut < 0 || strings.Trim(s[cut+1:], " ") != "" {
		return
	}
	start := text.start
	text.Reset()
	text.WriteString(s[:cut+1])
	text.start = start
}

func leastIndent(pieces []piece) int {
	least, current, atLineStart := 1<<30, 0, true
	content := func() {
		if atLineStart {
			least, atLineStart = min(least, current), false
		}
	}
	for _, pc := range pieces {
		if pc.interp != nil || pc.escaped {
			content()
			continue
		}
		for j := range len(pc.text) {
			switch c := pc.text[j]; {
			case c == '\n':
				current, atLineStart = 0, true
			case c == ' ' && atLineStart:
				current++
			default:
				content()
			}
		}
	}
	return least
}
