package syntax

import "strings"

// symbol reads a token that begins with neither letter nor digit.
func (l *lexer) symbol(i int, c byte) {
	switch c {
	case '{':
		l.set(tokLBrace, i+1)
	case '}':
		l.set(tokRBrace, i+1)
	case '(':
		l.set(tokLParen, i+1)
	case ')':
		l.set(tokRParen, i+1)
	case '[':
		l.set(tokLBracket, i+1)
	case ']':
		l.set(tokRBracket, i+1)
	case ';':
		l.set(tokSemi, i+1)
	case ',':
		l.set(tokComma, i+1)
	case ':':
		l.set(tokColon, i+1)
	case '@':
		l.set(tokAt, i+1)
	case '?':
		l.set(tokQuestion, i+1)
	case '*':
		l.set(tokMul, i+1)
	case '"':
		l.set(tokQuote, i+1)
	case '=':
		l.either(i, '=', tokEqual, tokAssign)
	case '!':
		l.either(i, '=', tokNotEqual, tokNot)
	case '>':
		l.either(i, '=', tokGreaterEq, tokGreater)
	case '&':
		l.either(i, '&', tokAnd, tokInvalid)
	case '$':
		l.either(i, '{', tokDollar, tokInvalid)
	case '\'':
		l.either(i, '\'', tokIndQuote, tokInvalid)
	case '|':
		l.bar(i)
	case '<':
		l.less(i)
	case '.', '+', '-', '/', '~':
		l.pathLike(i, c)
	case 0:
		l.set(tokEOF, i+1) // Nix ends the file at a NUL byte: see fixtures/syntax/ok/nul.nix
	default:
		l.set(tokInvalid, i+1)
	}
}

// either reads the two-byte token if second follows, and the one-byte token if not.
func (l *lexer) either(i int, second byte, two, one token) {
	if l.at(i+1) == second {
		l.set(two, i+2)
		return
	}
	l.set(one, i+1)
}

func (l *lexer) bar(i int) {
	if l.at(i+1) == '>' {
		l.set(tokPipeTo, i+2)
		return
	}
	l.either(i, '|', tokOr, tokInvalid)
}

func (l *lexer) less(i int) {
	switch {
	case l.at(i+1) == '|':
		l.set(tokPipeFrom, i+2)
	case l.searchPath(i):
	default:
		l.either(i, '=', tokLessEq, tokLess)
	}
}

// pathLike reads a path, or the operator or float that begins with the same byte.
func (l *lexer) pathLike(i int, c byte) {
	if c == '~' {
		l.home(i)
		return
	}
	if l.path(i) {
		return
	}
	switch c {
	case '.':
		l.dot(i)
	case '+':
		l.either(i, '+', tokConcat, tokAdd)
	case '-':
		l.either(i, '>', tokImplies, tokSub)
	case '/':
		l.either(i, '/', tokUpdate, tokDiv)
	}
}

func (l *lexer) dot(i int) {
	if end := l.float(i, i); end > i {
		l.set(tokFloat, end)
		return
	}
	if strings.HasPrefix(l.src[i:], "...") {
		l.set(tokEllipsis, i+3)
		return
	}
	l.set(tokDot, i+1)
}

// home reads the first literal segment of ~/a.
func (l *lexer) home(i int) {
	if end := l.pathTail(i + 1); end > i+1 {
		l.set(tokHome, end)
		return
	}
	l.set(tokInvalid, i+1)
}
