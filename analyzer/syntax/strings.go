package syntax

import "strings"

// maxRescues bounds how often an unclosed string or interpolation may send the reading back
// from the end of the file, so that time stays linear.
const maxRescues = 3

// maxRescue is how far behind a broken interpolation its string is looked for, likewise.
const maxRescue = 1000

// str: `"` { text | "${" expr "}" } `"`
func (p *parser) str() *Str {
	n := p.strs.alloc()
	start, mark := p.start, len(p.partStack)
	i := p.end
	for !p.dead {
		end, plain := p.strText(i)
		if end > i {
			p.partStack = append(p.partStack, p.text1(i, end, plain))
		}
		if end >= len(p.src) {
			p.unclosed(start)
			p.cutParts(mark)
			break
		}
		if p.src[end] == '"' {
			p.resume(end + 1)
			break
		}
		i = p.interpolation(end)
	}
	n.Parts = p.partLists.copyOf(p.partStack[mark:])
	p.partStack = p.partStack[:mark]
	n.span = p.from(start)
	return n
}

// strText gives the end of the literal text at i, and whether it stands for itself. A "$" that
// follows another begins no interpolation.
func (p *parser) strText(i int) (end int, plain bool) {
	plain = true
	for i < len(p.src) {
		switch p.src[i] {
		case '"':
			return i, plain
		case '\\':
			plain = false
			i++
		case '\r', 0:
			plain = false
		case '$':
			switch p.at(i + 1) {
			case '{':
				return i, plain
			case '$':
				i++
			}
		}
		i++
	}
	return len(p.src), plain
}

// text1 makes the part for the literal text src[i:end] of a "string".
func (p *parser) text1(i, end int, plain bool) *Text {
	n := p.texts.alloc()
	n.span, n.Value = mkSpan(i, end), p.src[i:end]
	if !plain {
		n.Value = unescape(n.Value)
		p.refuseNul(i, end, n.Value)
	}
	return n
}

func (p *parser) refuseNul(i, end int, value string) {
	if strings.IndexByte(value, 0) >= 0 {
		p.report(i, end, "string with a NUL byte; Nix strings cannot hold one")
	}
}

// unescape resolves \n, \r, \t and \x for any other x, and turns CR LF and CR into LF.
func unescape(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '\\' && i+1 < len(raw):
			i++
			b.WriteByte(escaped(raw[i]))
		case c == '\r':
			b.WriteByte('\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// escaped gives the byte that \c stands for.
func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// interpolation reads "${" expr "}" at i, and gives the offset behind it.
func (p *parser) interpolation(i int) int {
	n := p.interps.alloc()
	p.resume(i + 2)
	p.braces++
	n.X = p.expr()
	p.braces--
	end := p.end
	if p.kind != tokRBrace {
		p.unexpected(`"}" behind the interpolated expression`)
		end = p.rescueInterpolation(i)
		if n.X.End() > end {
			hole := p.bads.alloc()
			hole.span = mkSpan(end, end)
			n.X = hole
		}
	}
	n.span = mkSpan(i, end)
	p.partStack = append(p.partStack, n)
	return end
}

// resume makes the token at an offset the current one.
func (p *parser) resume(offset int) {
	if p.dead {
		return
	}
	p.kind, p.end = tokInvalid, offset
	p.next()
}

// cutParts drops the parts that lie behind the end of a string that was cut short.
func (p *parser) cutParts(mark int) {
	for len(p.partStack) > mark && p.partStack[len(p.partStack)-1].End() > p.last {
		p.partStack = p.partStack[:len(p.partStack)-1]
	}
}

// rescueInterpolation finds a place where a string goes on whose interpolation at i is broken:
// behind the next brace of the line, at its next quote, or at its end.
func (p *parser) rescueInterpolation(i int) int {
	at := p.start
	if p.kind == tokEOF {
		p.rescued = min(p.rescued, i)
		p.rescues++
		if p.dead || p.rescues > maxRescues {
			return len(p.src)
		}
		p.lastBad, at = i, i+2
	}
	line := p.src[at:min(len(p.src), at+maxRescue)]
	if n := strings.IndexAny(line, "\r\n"); n >= 0 {
		line = line[:n]
	}
	if n := strings.IndexByte(line, '}'); n >= 0 {
		return at + n + 1
	}
	if n := strings.IndexAny(line, `"'`); n >= 0 {
		return at + n
	}
	return at + len(line)
}

// unclosed reports a string that has no end. It is then taken to end with its first line.
func (p *parser) unclosed(start int) {
	p.kind, p.start, p.end, p.last = tokEOF, len(p.src), len(p.src), len(p.src)
	p.unexpected(`the string's closing quote`)
	p.rescued = min(p.rescued, start)
	p.rescues++
	if p.rescues > maxRescues {
		return
	}
	p.lastBad = start
	p.resume(p.lineEnd(start))
}
