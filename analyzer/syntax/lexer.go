package syntax

import "strings"

// A lexer reads one token at a time from src: its kind, and where it starts and ends.
//
// It does not know what stands inside strings and paths: the parser reads those itself, from
// l.end on, because only it knows when an interpolation is over. Where several tokens are
// possible the longest wins, as in Nix: a/b is a path, a:b a URI, 1.5 a float.
type lexer struct {
	src        string
	kind       token
	start, end int // of the current token
	last       int // end of the token before it

	comments []Comment

	noPath    int  // no path begins between the current token and this offset
	noURI     int  // likewise for URIs; both keep a.a.a.a linear
	noComment bool // the rest of src holds no "*/"
}

// next goes on to the next token.
func (l *lexer) next() {
	if l.kind == tokEOF {
		return
	}
	l.last = l.end
	i := l.skipSpace(l.end)
	l.start = i
	if i >= len(l.src) {
		l.set(tokEOF, i)
		return
	}
	c := l.src[i]
	switch {
	case isClass(c, idStart):
		l.word(i)
	case isClass(c, digit):
		l.number(i)
	default:
		l.symbol(i, c)
	}
}

func (l *lexer) set(kind token, end int) { l.kind, l.end = kind, end }

// text is the current token as written.
func (l *lexer) text() string { return l.src[l.start:l.end] }

// at gives the byte at i, and 0 behind the end.
func (l *lexer) at(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

// run gives the end of the longest stretch from i of bytes of a class.
func (l *lexer) run(i int, class uint8) int {
	for i < len(l.src) && classes[l.src[i]]&class != 0 {
		i++
	}
	return i
}

// skipSpace gives the offset of the first byte from i on that is neither white space nor comment.
func (l *lexer) skipSpace(i int) int {
	for i < len(l.src) {
		switch l.src[i] {
		case ' ', '\t', '\r', '\n':
			i++
		case '#':
			end := l.lineEnd(i)
			l.comment(i, end)
			i = end
		case '/':
			end := l.blockEnd(i)
			if end < 0 {
				return i
			}
			l.comment(i, end)
			i = end
		default:
			return i
		}
	}
	return i
}

// lineEnd gives the offset of the line break that ends i's line; a lone CR is one.
func (l *lexer) lineEnd(i int) int {
	for i < len(l.src) && l.src[i] != '\n' && l.src[i] != '\r' {
		i++
	}
	return i
}

// blockEnd gives the end of the /* comment */ at i, and -1 if there is none or it is not closed.
func (l *lexer) blockEnd(i int) int {
	if l.at(i+1) != '*' || l.noComment {
		return -1
	}
	n := strings.Index(l.src[i+2:], "*/")
	if n < 0 {
		l.noComment = true
		return -1
	}
	return i + 2 + n + 2
}

// comment keeps a comment, unless the lexer has been set back behind it.
func (l *lexer) comment(start, end int) {
	if n := len(l.comments); n > 0 && l.comments[n-1].Pos() >= start {
		return
	}
	l.comments = append(l.comments, Comment{span: mkSpan(start, end), Text: l.src[start:end]})
}

// word reads a name or keyword, or the path or URI that is longer.
func (l *lexer) word(i int) {
	j := l.run(i+1, idChar)
	if j < len(l.src) && isClass(l.src[j], glue) && (l.path(i) || l.uri(i)) {
		return
	}
	l.set(keyword(l.src[i:j]), j)
}

// number reads an integer or float, or the path that is longer.
func (l *lexer) number(i int) {
	j := l.run(i, digit)
	if c := l.at(j); (isClass(c, pathChar) || c == '/') && l.path(i) {
		return
	}
	if end := l.float(i, j); end > j {
		l.set(tokFloat, end)
		return
	}
	l.set(tokInt, j)
}

// float gives the end of the float whose digits before the point are src[i:j], and j if there
// is none. Nix reads no float from 00.5 or 0. but does from 1. and .5
func (l *lexer) float(i, j int) int {
	if l.at(j) != '.' {
		return j
	}
	end := l.run(j+1, digit)
	switch {
	case i == j || (j == i+1 && l.src[i] == '0'):
		if end == j+1 {
			return j
		}
	case l.src[i] == '0':
		return j
	}
	return l.exponent(end)
}

// exponent gives the end of the exponent at i, and i if there is none.
func (l *lexer) exponent(i int) int {
	if c := l.at(i); c != 'e' && c != 'E' {
		return i
	}
	j := i + 1
	if c := l.at(j); c == '+' || c == '-' {
		j++
	}
	if end := l.run(j, digit); end > j {
		return end
	}
	return i
}

// path reads the first literal segment of a path at i, if there is one.
func (l *lexer) path(i int) bool {
	if i < l.noPath {
		return false
	}
	j := l.run(i, pathChar)
	end := l.pathTail(j)
	if end == j {
		l.noPath = j
		return false
	}
	l.set(tokPath, end)
	return true
}

// pathTail gives the end of the slashes and segments at j that make a path of what stands
// before, and j if they do not.
func (l *lexer) pathTail(j int) int {
	if l.at(j) != '/' {
		return j
	}
	if !isClass(l.at(j+1), pathChar) {
		if strings.HasPrefix(l.src[j+1:], "${") {
			return j + 1
		}
		return j
	}
	for l.at(j) == '/' && isClass(l.at(j+1), pathChar) {
		j = l.run(j+1, pathChar)
	}
	if l.at(j) == '/' {
		j++
	}
	return j
}

// uri reads a URI at i, if there is one.
func (l *lexer) uri(i int) bool {
	if i < l.noURI || !isClass(l.src[i], letter) {
		return false
	}
	j := l.run(i, schemeChar)
	if l.at(j) != ':' || !isClass(l.at(j+1), uriChar) {
		l.noURI = j
		return false
	}
	l.set(tokURI, l.run(j+1, uriChar))
	return true
}

// searchPath reads <a/b> at i, if there is one.
func (l *lexer) searchPath(i int) bool {
	j := l.run(i+1, pathChar)
	if j == i+1 {
		return false
	}
	for l.at(j) == '/' && isClass(l.at(j+1), pathChar) {
		j = l.run(j+1, pathChar)
	}
	if l.at(j) != '>' {
		return false
	}
	l.set(tokSearchPath, j+1)
	return true
}
