package syntax

import (
	"fmt"

	"mxmcheck/analyzer/diag"
)

// maxDepth bounds how deep expressions nest. Nix's own parser gives up at 10,000 grammar symbols.
const maxDepth = 3000

// maxSize bounds a file, because offsets have 32 bits.
const maxSize = 1 << 30

// parser is a recursive descent over tokens, with one token at hand. The functions are named
// for the grammar's symbols.
type parser struct {
	lexer
	file       *File
	tok        token
	prevEnd    int32 // where the last consumed token ended
	depth      int
	recovering bool // after an error, until the next place where parsing is sure again
}

// Parse never fails: what it cannot read becomes a Bad node and an entry in Errors.
func Parse(name string, src []byte) *File {
	f := &File{Name: name, Src: string(src)}
	if len(src) > maxSize {
		f.Src = ""
	}
	f.lines = lineStarts(f.Src)
	p := &parser{file: f}
	p.src, p.problem = f.Src, p.fail
	if len(src) > maxSize {
		p.fail(0, 0, "file is larger than 1 GiB")
	}
	p.advance()
	f.Root = p.expr()
	if p.tok.kind != tEOF {
		p.unexpected("end of file")
	}
	f.Comments = p.comments
	return f
}

func lineStarts(src string) []int32 {
	lines := []int32{0}
	for i := range len(src) {
		if src[i] == '\n' {
			lines = append(lines, int32(i+1))
		}
	}
	return lines
}

func (p *parser) advance() {
	p.prevEnd = p.tok.end
	p.tok = p.next()
}

// peek reads the token after the one at hand, and stays where it is.
func (p *parser) peek() token { tok, _ := p.peek2(); return tok }

func (p *parser) peek2() (first, second token) {
	pos, comments, problem := p.pos, len(p.comments), p.problem
	p.problem = func(int, int, string) {} // told when it is read for good
	first, second = p.next(), p.next()
	p.pos, p.comments, p.problem = pos, p.comments[:comments], problem
	return first, second
}

// fail records an error, unless an earlier one is still being recovered from.
func (p *parser) fail(start, end int, message string) {
	if p.recovering {
		return
	}
	p.recovering = true
	p.file.Errors = append(p.file.Errors, diag.Diagnostic{
		Rule: "parse-error", Severity: diag.Error, Span: p.file.Range(start, end), Message: message,
	})
}

func (p *parser) unexpected(wanted string) {
	message := "syntax error, unexpected " + p.describe()
	if wanted != "" {
		message += ", expecting " + wanted
	}
	p.fail(int(p.tok.start), int(p.tok.end), message)
}

func (p *parser) describe() string {
	if p.tok.kind == tOp || p.tok.kind == tBad {
		return fmt.Sprintf("'%s'", p.src[p.tok.start:p.tok.end])
	}
	return spelling(p.tok.kind)
}

// expect consumes a token of kind k, or records that it is missing.
func (p *parser) expect(k kind) bool {
	if p.tok.kind != k {
		p.unexpected(spelling(k))
		return false
	}
	p.advance()
	return true
}

// sync skips to the end of a binding: a ";" or a closing token of an outer level.
func (p *parser) sync() {
	for nested := 0; ; p.advance() {
		switch p.tok.kind {
		case tEOF:
			return
		case tSemi, tIn:
			if nested == 0 {
				return
			}
		case tLBrace, tInterp, tLParen, tLBracket:
			nested++
		case tRBrace, tRParen, tRBracket:
			if nested == 0 {
				return
			}
			nested--
		case tQuote:
			p.skipString(p.str)
		case tIndQuote:
			p.skipString(p.indStr)
		case tPathStart:
			p.path()
			p.tok = token{kind: tBad, start: p.prevEnd, end: p.prevEnd}
			p.pos = int(p.prevEnd)
		}
	}
}

// skipString reads a string and steps back to its end, so that the loop of sync can go on.
func (p *parser) skipString(read func() Expr) {
	end := read().End()
	p.pos, p.tok = end, token{kind: tBad, start: int32(end), end: int32(end)}
}

// enter counts one level; false where the limit is reached, and the rest of the file is given up.
func (p *parser) enter() bool {
	p.depth++
	if p.depth <= maxDepth {
		return true
	}
	p.fail(int(p.tok.start), int(p.tok.end), fmt.Sprintf("expressions nest deeper than %d levels", maxDepth))
	p.pos = len(p.src)
	p.tok = token{kind: tEOF, start: int32(len(p.src)), end: int32(len(p.src))}
	return false
}

func (p *parser) leave() { p.depth-- }

// missing is the extent of what is not there: right behind the last consumed token.
func (p *parser) missing() span { return span{p.prevEnd, p.prevEnd} }

func (p *parser) bad() *Bad { return &Bad{p.missing()} }

// from gives the extent from start to the last consumed token.
func (p *parser) from(start int32) span { return span{start, max(start, p.prevEnd)} }

func (p *parser) fromNode(n Node) span { return p.from(int32(n.Pos())) }
