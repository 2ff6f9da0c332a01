package syntax

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"mxmcheck/analyzer/diag"
)

// ParseError is the rule that errors of syntax are reported under.
const ParseError = "parse-error"

// An issue is an error as the parser meets it. Nix stops at its first error, and that is not
// always the first in the file: a formal argument named twice is noticed behind the function's
// body. So an issue knows where Nix would notice it, and File.First is the least of them.
type issue struct {
	span
	notice  int // offset at which Nix notices
	message string
	related *span    // the earlier definition
	path    []string // the attribute or formal that is defined twice
	attr    bool     // it is an attribute
}

// maxIssues is how many issues of a file are kept; beyond them only one that Nix notices first.
const maxIssues = 10_000

// add notes an issue. What is read again behind a string without an end was never Nix's to notice.
func (p *parser) add(i issue) {
	if i.notice >= p.rescued {
		i.notice = math.MaxInt
	}
	switch n := len(p.issues); {
	case n >= maxIssues && i.notice >= p.noticed:
		return
	case n == maxIssues-1:
		i.message += "; no more errors of this file are listed"
	}
	p.noticed = min(p.noticed, i.notice)
	p.issues = append(p.issues, i)
}

// report notes an error that the lexer of Nix throws.
func (p *parser) report(start, end int, message string) {
	if p.dead || p.over {
		return
	}
	p.add(issue{span: mkSpan(start, end), notice: start, message: message})
}

// meaningless notes an error that Nix throws when it has read a construct up to offset notice.
func (p *parser) meaningless(at span, notice int, message string) {
	p.definedTwice(at, notice, nil, nil, message)
}

// definedTwice likewise notes a definition of what a path of names has defined already.
func (p *parser) definedTwice(at span, notice int, related *span, path []string, message string) {
	if !p.dead && !p.over {
		p.add(issue{span: at, notice: notice, message: message, related: related, path: path})
	}
}

// syntaxError notes that a token cannot stand where it stands. One that follows from the error
// before it, because nothing was read since, is not noted.
func (p *parser) syntaxError(start, end int, message string) {
	if p.dead || p.over || start <= p.lastBad {
		return
	}
	p.lastBad = start
	p.add(issue{span: mkSpan(start, end), notice: start, message: message})
}

// unexpected reports the current token, and what would be right.
func (p *parser) unexpected(want string) {
	if p.kind == tokEOF {
		p.unexpectedEnd(want)
		return
	}
	if p.kind == tokDiv && p.at(p.end) == '*' {
		p.syntaxError(p.start, p.end+1, "comment is not closed; expected */")
		return
	}
	if p.kind == tokMul && p.start > 0 && p.src[p.start-1] == '/' {
		p.syntaxError(p.start, p.end, "comment is not closed; expected */")
		return
	}
	p.syntaxError(p.start, p.end, "unexpected "+p.describe()+"; expected "+want)
}

// leftOver reports what stands behind the file's expression, unless an error before it may have ended
// that too soon, and nothing further: what follows is another language, or inside out.
func (p *parser) leftOver() {
	if p.lastBad < 0 {
		p.unexpected("the end of the file")
	}
	p.over = true
}

// mute takes the current token for one that follows from the error before it.
func (p *parser) mute() { p.lastBad = max(p.lastBad, p.start) }

// unexpectedEnd reports the end of the file where Nix does: behind the last byte, but behind
// a path that ends the file it goes back before the path's last piece.
func (p *parser) unexpectedEnd(want string) {
	at := p.end
	if p.pathAtEOF >= 0 {
		at = p.pathAtEOF
	}
	if p.dead || p.ended || p.over || p.start <= p.lastBad {
		return
	}
	before := p.lastBad
	p.lastBad, p.ended = p.start, true
	if before >= 0 {
		return // what is open there may be so because of the error before
	}
	p.add(issue{span: mkSpan(at, at), notice: p.start, message: "unexpected end of file; expected " + want})
}

// describe names the current token in a message.
func (p *parser) describe() string {
	switch p.kind {
	case tokInvalid:
		r, _ := utf8.DecodeRuneInString(p.src[p.start:])
		return fmt.Sprintf("character %q", r)
	case tokQuote, tokIndQuote:
		return "string"
	}
	text := p.text()
	if len(text) > 40 {
		text = strings.ToValidUTF8(text[:40], "") + "…"
	}
	return `"` + text + `"`
}

// tell puts the issues into the file, in order of place. Attributes defined twice are no errors of
// syntax: the tree is whole, and rules run on it.
func (p *parser) tell(f *File) {
	if len(p.issues) == 0 {
		return
	}
	first := f.diagnose(p.issues[p.firstIssue(f.Root)])
	f.first = &first
	slices.SortStableFunc(p.issues, func(a, b issue) int { return cmp.Compare(a.start, b.start) })
	for _, i := range p.issues {
		if i.attr {
			f.duplicates = append(f.duplicates, i)
			continue
		}
		f.Errors = append(f.Errors, f.diagnose(i))
	}
	switch {
	case len(f.Errors) == 0:
	case p.inside:
		f.Errors = []diag.Diagnostic{first} // all quotes before the end may be the wrong way round
	default:
		f.Errors = ofConflicts(f)
	}
}

// firstIssue gives the index of the issue that Nix notices first. Issues that it notices at one
// token stand in its order already, but for names defined twice: those go by symbol.
func (p *parser) firstIssue(root Expr) int {
	var symbols map[string]int
	first := 0
	for i := range p.issues {
		a, b := &p.issues[i], &p.issues[first]
		byNotice := cmp.Compare(a.notice, b.notice)
		if byNotice == 0 && len(a.path) > 0 && len(b.path) > 0 && i != first {
			if symbols == nil {
				symbols = symbolOrder(root)
			}
			byNotice = slices.CompareFunc(a.path, b.path, func(x, y string) int { return symbols[x] - symbols[y] })
		}
		if byNotice < 0 {
			first = i
		}
	}
	return first
}

func (f *File) diagnose(i issue) diag.Diagnostic {
	d := diag.Diagnostic{
		Rule:     ParseError,
		Severity: diag.Error,
		Span:     f.Range(i.Pos(), i.End()),
		Message:  i.message,
	}
	if i.related != nil {
		d.Related = []diag.Related{{Span: f.Range(i.related.Pos(), i.related.End()), Message: "defined before"}}
	}
	return d
}

// First gives the error that Nix reports when it parses the file, which need not be the first by
// place, and may be an attribute that is defined twice; ok is false if Nix parses the file.
func (f *File) First() (first diag.Diagnostic, ok bool) {
	if f.first == nil {
		return diag.Diagnostic{}, false
	}
	return *f.first, true
}

// Duplicate is an attribute that Nix refuses, because the set has it already.
type Duplicate struct {
	At, First Node // where it stands again, and where it stood before
	Name      string
}

// Duplicates finds every attribute that is defined twice, in order of place. Sets under the same
// name are joined, as Nix does, and only what both of them have is a duplicate.
func Duplicates(f *File) []Duplicate {
	var found []Duplicate
	for _, i := range f.duplicates {
		found = append(found, Duplicate{i.span, *i.related, i.path[len(i.path)-1]})
	}
	return found
}
