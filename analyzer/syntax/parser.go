package syntax

import (
	"math"
	"slices"
	"strings"
)

// Parse reads a file. It never fails: what it cannot read becomes a Bad node and an entry in
// Errors, and what Nix refuses while it parses has an entry there too, such as an attribute
// defined twice. (Unbound finds the variables that nothing binds.) Time and memory are linear in len(src).
func Parse(name string, src []byte) *File {
	r := new(Parser)
	if len(src) <= textChunk/8 {
		r.texts.Grow(len(src)) // a file alone takes no more room than it needs
	}
	return r.Parse(name, src)
}

// A Parser reads files one after the other, as Parse does. Their trees share the slabs that hold
// them, so that many small files take little more room than one large one.
type Parser struct {
	parser
	texts strings.Builder // the files' texts, as long as there is room
}

const textChunk = 256 << 10

// text gives src as a string: that of a small file is cut from a chunk.
func (r *Parser) text(src []byte) string {
	if len(src) > textChunk/8 {
		return string(src)
	}
	if r.texts.Cap()-r.texts.Len() < len(src) {
		r.texts = strings.Builder{}
		r.texts.Grow(textChunk)
	}
	start := r.texts.Len()
	r.texts.Write(src)
	return r.texts.String()[start:]
}

// Parse reads the next file.
func (r *Parser) Parse(name string, src []byte) *File {
	f := &File{Name: name, Src: r.text(src)}
	f.lines = lineStarts(f.Src)
	r.next(f.Src)
	p := &r.parser
	if len(src) > math.MaxInt32-2 {
		p.src = ""
		p.report(0, 0, "file is larger than 2 GiB")
	}
	f.Root = p.file()
	f.Comments = slices.Clone(p.comments)
	p.tell(f)
	return f
}

// next begins a file, with what the one before has left of slabs and stacks.
func (r *Parser) next(src string) {
	before := r.parser
	r.parser = parser{
		lexer: lexer{src: src, kind: tokInvalid, comments: before.comments[:0]},
		slabs: before.slabs, stacks: before.stacks, seen: before.seen,
		noticed: math.MaxInt, lastBad: -1, pathAtEOF: -1, rescued: math.MaxInt,
	}
}

// lineStarts gives the offset of each line's first byte. LF, CR LF and CR alone end a line, as
// Nix counts.
func lineStarts(src string) []int32 {
	lines := make([]int32, 1, 1+strings.Count(src, "\n"))
	for i := 0; i < len(src); {
		n := strings.IndexByte(src[i:], '\n')
		stop := len(src)
		if n >= 0 {
			stop = i + n
		}
		for cr := strings.IndexByte(src[i:stop], '\r'); cr >= 0 && i+cr+1 != stop; cr = strings.IndexByte(src[i:stop], '\r') {
			i += cr + 1
			lines = append(lines, int32(i))
		}
		if n < 0 {
			if strings.HasSuffix(src, "\r") {
				lines = append(lines, int32(len(src)))
			}
			break
		}
		i = stop + 1
		lines = append(lines, int32(i))
	}
	return lines
}

// The limits of nesting. Nix has none of its own; a recursive reader of the tree must not
// exhaust its stack.
const (
	maxNesting = 20_000  // of brackets, bindings, bodies and operands that open to the right
	maxHeight  = 500_000 // of the tree: a + b + c … nests to the left without a limit of its own
)

// A parser is a lexer and the grammar above it. Each method of the grammar begins with its
// first token current, and ends with the token behind it current.
type parser struct {
	lexer
	slabs
	stacks

	depth  int  // of nesting, now
	height int  // an upper bound for the height of the expression being read, from the root
	dead   bool // the nesting limit is reached: nothing more is read

	issues  []issue
	noticed int // the least offset at which Nix notices one
	lastBad int // offset of the last syntax error; at most one error there

	parens, brackets, braces, lets int  // how many of each are open: what an error may skip to
	rescues                        int  // how often reading has gone back from the end of the file
	ended                          bool // the end of the file was reported as unexpected
	over                           bool // the file's expression has ended: nothing more is reported
	inside                         bool // the file ends in an indented string
	pathAtEOF                      int  // start of the last piece of a path that ends the file; -1 without
	rescued                        int  // where the first string or interpolation without an end begins
	merged                         map[Node]*attrs
	broken                         map[int]bool        // offsets of the last bytes of bindings with errors
	seen                           map[string]struct{} // scratch for repeated names
}

// file: expr EOF
func (p *parser) file() Expr {
	if strings.HasPrefix(p.src, "\ufeff") {
		p.report(0, 1, "unexpected byte order mark; remove it")
		p.end = 3
	}
	p.next()
	root := p.expr()
	if p.kind != tokEOF {
		p.leftOver()
		p.leftover()
	}
	return root
}

// enter goes one level deeper; false at the limit. Each true wants a leave.
func (p *parser) enter() bool {
	p.depth++
	p.height = max(p.height, p.depth)
	if p.depth > maxNesting {
		p.tooDeep()
		p.depth--
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// grow notes that the expression being read got a node on top; false at the limit.
func (p *parser) grow() bool {
	p.height++
	if p.height > maxHeight {
		p.tooDeep()
		return false
	}
	return true
}

// tooDeep ends the reading of the file.
func (p *parser) tooDeep() {
	if !p.dead {
		p.syntaxError(p.start, p.end, "nested too deeply to be read")
	}
	p.dead = true
	p.kind, p.start, p.end = tokEOF, len(p.src), len(p.src)
}

// accept goes past a token of this kind, if it is the current one.
func (p *parser) accept(kind token) bool {
	if p.kind != kind {
		return false
	}
	p.next()
	return true
}

// expect goes past a token of this kind, or reports that it is missing and stays.
func (p *parser) expect(kind token, what string) bool {
	if p.accept(kind) {
		return true
	}
	p.unexpected(what)
	return false
}

// from gives the extent from an offset to the end of the last token read. Where nothing was read
// since, that is the place behind that token: inside whatever stands around.
func (p *parser) from(start int) span { return mkSpan(min(start, p.last), p.last) }

func mkSpan(start, end int) span { return span{int32(start), int32(end)} }

// bad is a hole before the current token.
func (p *parser) bad() Expr {
	b := p.bads.alloc()
	b.span = mkSpan(p.last, p.last)
	return b
}
