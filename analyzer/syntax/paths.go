package syntax

import "strings"

// pathLiteral: segment { segment | "${" expr "}" }, without white space between. The first
// segment is the current token. It may end with a slash only before more.
func (p *parser) pathLiteral() Expr {
	n := p.paths.alloc()
	start, mark := p.start, len(p.partStack)
	i, piece := p.end, p.start // piece: start of the last piece read
	p.partStack = append(p.partStack, p.pathText(start, i))
	interpolated := false
	for !p.dead {
		end := p.pathPiece(i)
		switch {
		case strings.HasPrefix(p.src[i:], "${"):
			i = p.interpolation(i)
			piece, interpolated = i-1, true
			continue
		case end == i:
		case len(p.partStack) == mark+1 || interpolated:
			p.partStack = append(p.partStack, p.pathText(i, end))
			i, piece = end, i
			continue
		}
		break
	}
	p.endPath(start, piece, i, interpolated || len(p.partStack) == mark+1)
	n.Parts = p.partLists.copyOf(p.partStack[mark:])
	p.partStack = p.partStack[:mark]
	n.span = p.from(start)
	return n
}

func (p *parser) pathText(i, end int) *Text {
	n := p.texts.alloc()
	n.span, n.Value = mkSpan(i, end), p.src[i:end]
	return n
}

// pathPiece gives the end of the literal stretch at i of a path that has begun.
func (p *parser) pathPiece(i int) int {
	j := p.run(i, pathChar)
	if p.at(j) != '/' {
		return j
	}
	if end := p.pathTail(j); end > j {
		return end
	}
	return j + 1
}

// endPath reports what is wrong with a path that ends at i, and goes on behind it. A literal
// stretch directly behind the first, as in a/b//c, is valid only before an interpolation.
func (p *parser) endPath(start, piece, i int, valid bool) {
	atEOF := i >= len(p.src)
	switch next := p.pathPiece(i); {
	case p.dead:
		return
	case p.src[i-1] == '/' && next == i && atEOF:
		p.report(piece, i, "path ends with a slash; remove it")
	case p.src[i-1] == '/' && next == i:
		p.report(i, i+1, "path ends with a slash; remove it")
	case !valid && next > i:
		p.syntaxError(i, next, "path with an empty segment; remove the extra slash")
		i = next
	case !valid && atEOF:
		p.syntaxError(start, i, "path with an empty segment; remove the extra slash")
	case !valid:
		p.syntaxError(piece, i, "path with an empty segment; remove the extra slash")
	}
	if i >= len(p.src) {
		p.pathAtEOF = piece
	}
	p.resume(i)
}
