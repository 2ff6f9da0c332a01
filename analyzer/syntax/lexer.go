package syntax

import "strings"

// lexer reads tokens from src. It keeps no modes: strings and paths are read by the parser,
// which calls back here for their pieces, because an interpolation holds a whole expression.
type lexer struct {
	src      string
	pos      int
	comments []Comment
	noPath   run // characters among which no path begins: no slash stands behind them
	noURI    run // likewise for URIs
	problem  func(start, end int, message string)
}

// run is a stretch of the source, from included, to excluded.
type run struct{ from, to int }

func (r run) holds(pos int) bool { return r.from <= pos && pos < r.to }

func isIDStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isIDChar(c byte) bool { return isIDStart(c) || isDigit(c) || c == '\'' || c == '-' }
func isPathChar(c byte) bool {
	return isIDStart(c) || isDigit(c) || c == '.' || c == '-' || c == '+'
}
func isURIChar(c byte) bool {
	return isIDStart(c) || isDigit(c) || strings.IndexByte("%/?:@&=+$,-_.!~*'", c) >= 0
}

// at gives the byte n places ahead, 0 past the end.
func (l *lexer) at(n int) byte {
	if l.pos+n < len(l.src) {
		return l.src[l.pos+n]
	}
	return 0
}

// skipSpace moves past white space and comments.
func (l *lexer) skipSpace() {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.pos++
		case c == '#':
			l.comment(l.lineEnd())
		case c == '/' && l.at(1) == '*':
			l.blockComment()
		default:
			return
		}
	}
}

func (l *lexer) lineEnd() int {
	end := strings.IndexAny(l.src[l.pos:], "\r\n")
	if end < 0 {
		return len(l.src)
	}
	return l.pos + end
}

func (l *lexer) blockComment() {
	end := strings.Index(l.src[l.pos+2:], "*/")
	if end < 0 {
		l.problem(l.pos, len(l.src), "unterminated comment")
		l.comment(len(l.src))
		return
	}
	l.comment(l.pos + 2 + end + 2)
}

func (l *lexer) comment(end int) {
	l.comments = append(l.comments, Comment{span{int32(l.pos), int32(end)}, l.src[l.pos:end]})
	l.pos = end
}

// next reads one token.
func (l *lexer) next() token {
	l.skipSpace()
	start := l.pos
	if start >= len(l.src) {
		return token{kind: tEOF, start: int32(start), end: int32(start)}
	}
	k, op := l.scan()
	return token{kind: k, op: op, start: int32(start), end: int32(l.pos)}
}

func (l *lexer) scan() (kind, BinaryOp) {
	c := l.src[l.pos]
	if k, ok := l.scanPathOrURI(); ok {
		return k, 0
	}
	switch {
	case isIDStart(c):
		start := l.pos
		for l.pos < len(l.src) && isIDChar(l.src[l.pos]) {
			l.pos++
		}
		return keyword(l.src[start:l.pos]), 0
	case isDigit(c) || c == '.' && isDigit(l.at(1)):
		return l.scanNumber(), 0
	case c == '"':
		l.pos++
		return tQuote, 0
	}
	return l.scanOperator(c)
}

// scanPathOrURI reads what flex would prefer by length: a path's first piece, <search/path>, a URI.
func (l *lexer) scanPathOrURI() (kind, bool) {
	rest := l.src[l.pos:]
	if n := searchPathLen(rest); n > 0 {
		l.pos += n
		return tSearchPath, true
	}
	path, uri := l.pathAhead(rest), l.uriAhead(rest)
	switch {
	case uri > path && uri > 0:
		l.pos += uri
		return tURI, true
	case path > 0:
		return tPathStart, true // nothing consumed: the parser reads the parts
	}
	return 0, false
}

// pathAhead is pathLen, which is asked once for each run of path characters: a.a.a.… would
// otherwise take time in the square of its length.
func (l *lexer) pathAhead(rest string) int {
	if l.noPath.holds(l.pos) {
		return 0
	}
	n := pathLen(rest)
	if n == 0 {
		end := 0
		for end < len(rest) && isPathChar(rest[end]) {
			end++
		}
		l.noPath = run{l.pos, l.pos + end}
	}
	return n
}

// uriAhead is uriLen, asked once for each run of characters that a scheme may have.
func (l *lexer) uriAhead(rest string) int {
	if l.noURI.holds(l.pos) {
		return 0
	}
	n := uriLen(rest)
	if n == 0 {
		end := 0
		for end < len(rest) && isSchemeChar(rest[end]) {
			end++
		}
		if end+1 < len(rest) && rest[end] == ':' && isURIChar(rest[end+1]) {
			end = 0 // a later start may still be one: 1a:b
		}
		l.noURI = run{l.pos, l.pos + end}
	}
	return n
}

func isSchemeChar(c byte) bool {
	return isIDStart(c) && c != '_' || isDigit(c) || c == '+' || c == '-' || c == '.'
}

func searchPathLen(s string) int {
	if s[0] != '<' {
		return 0
	}
	i := 1
	for {
		from := i
		for i < len(s) && isPathChar(s[i]) {
			i++
		}
		if i == from || i >= len(s) {
			return 0
		}
		if s[i] == '>' {
			return i + 1
		}
		if s[i] != '/' {
			return 0
		}
		i++
	}
}

// pathLen says how long the path at the start of s is, up to a first interpolation; 0 if there
// is none. A path has a slash that is followed by a path character or an interpolation.
func pathLen(s string) int {
	i := 0
	if s[0] == '~' {
		i = 1
		if i >= len(s) || s[i] != '/' {
			return 0
		}
	} else {
		for i < len(s) && isPathChar(s[i]) {
			i++
		}
	}
	if !slashPiece(s, i) {
		return 0
	}
	return pathRest(s, i)
}

// pathRest moves over ("/" piece)* from i; a trailing slash belongs to the path as well.
func pathRest(s string, i int) int {
	for slashPiece(s, i) {
		i++
		for i < len(s) && isPathChar(s[i]) {
			i++
		}
	}
	if i < len(s) && s[i] == '/' && !(i+1 < len(s) && (s[i+1] == '/' || s[i+1] == '*')) {
		return i + 1
	}
	return i
}

func slashPiece(s string, i int) bool {
	return i+1 < len(s) && s[i] == '/' && (isPathChar(s[i+1]) || strings.HasPrefix(s[i+1:], "${"))
}

func uriLen(s string) int {
	if !(isIDStart(s[0]) && s[0] != '_') {
		return 0
	}
	i := 1
	for i < len(s) && isSchemeChar(s[i]) {
		i++
	}
	if i+1 >= len(s) || s[i] != ':' || !isURIChar(s[i+1]) {
		return 0
	}
	for i++; i < len(s) && isURIChar(s[i]); i++ {
	}
	return i
}

// scanNumber reads an integer or a float: 1, 1.5, 1., .5, 1.5e3. Nix reads "01.5" as 0 1 .5: a
// float with a leading zero has nothing before its point.
func (l *lexer) scanNumber() kind {
	start := l.pos
	for isDigit(l.at(0)) {
		l.pos++
	}
	whole := l.src[start:l.pos]
	if l.at(0) != '.' || len(whole) > 1 && whole[0] == '0' || whole == "0" && !isDigit(l.at(1)) {
		return tInt
	}
	l.pos++
	for isDigit(l.at(0)) {
		l.pos++
	}
	l.scanExponent()
	return tFloat
}

func (l *lexer) scanExponent() {
	if c := l.at(0); c != 'e' && c != 'E' {
		return
	}
	n := 1
	if c := l.at(n); c == '+' || c == '-' {
		n++
	}
	if !isDigit(l.at(n)) {
		return
	}
	for l.pos += n; isDigit(l.at(0)); l.pos++ {
	}
}

func (l *lexer) take(n int, k kind, op BinaryOp) (kind, BinaryOp) {
	l.pos += n
	return k, op
}

// scanOperator reads punctuation, longest first.
func (l *lexer) scanOperator(c byte) (kind, BinaryOp) {
	second := l.at(1)
	switch {
	case c == '.' && second == '.' && l.at(2) == '.':
		return l.take(3, tEllipsis, 0)
	case c == '$' && second == '{':
		return l.take(2, tInterp, 0)
	case c == '\'' && second == '\'':
		return l.take(2, tIndQuote, 0)
	}
	if op := doubleOp(c, second); op != 0 {
		return l.take(2, tOp, op)
	}
	if op := singleOp(c); op != 0 {
		return l.take(1, tOp, op)
	}
	if k := punctuation(c); k != tBad {
		return l.take(1, k, 0)
	}
	return l.take(1, tBad, 0)
}

func doubleOp(a, b byte) BinaryOp {
	switch string([]byte{a, b}) {
	case "++":
		return Concat
	case "//":
		return Update
	case "<=":
		return LessEq
	case ">=":
		return GreaterEq
	case "==":
		return Equal
	case "!=":
		return NotEqual
	case "&&":
		return And
	case "||":
		return Or
	case "->":
		return Implies
	case "|>":
		return PipeTo
	case "<|":
		return PipeFrom
	}
	return 0
}

func singleOp(c byte) BinaryOp {
	switch c {
	case '+':
		return Add
	case '-':
		return Sub
	case '*':
		return Mul
	case '/':
		return Div
	case '<':
		return Less
	case '>':
		return Greater
	}
	return 0
}

func punctuation(c byte) kind {
	switch c {
	case '{':
		return tLBrace
	case '}':
		return tRBrace
	case '[':
		return tLBracket
	case ']':
		return tRBracket
	case '(':
		return tLParen
	case ')':
		return tRParen
	case ';':
		return tSemi
	case ':':
		return tColon
	case ',':
		return tComma
	case '.':
		return tDot
	case '@':
		return tAt
	case '?':
		return tQuestion
	case '=':
		return tAssign
	case '!':
		return tNot
	}
	return tBad
}
