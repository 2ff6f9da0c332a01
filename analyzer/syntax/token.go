package syntax

// kind is the kind of a token.
type kind uint8

const (
	tEOF kind = iota
	tIdent
	tInt
	tFloat
	tPathStart // a path begins; its parts are read by the parser through the lexer
	tSearchPath
	tURI
	tQuote    // "
	tIndQuote // ''
	tInterp   // ${
	tLBrace
	tRBrace
	tLBracket
	tRBracket
	tLParen
	tRParen
	tSemi
	tColon
	tComma
	tDot
	tEllipsis
	tAt
	tQuestion
	tAssign
	tNot
	tOp // a binary operator; op says which (minus is Sub)
	tIf
	tThen
	tElse
	tAssert
	tWith
	tLet
	tIn
	tRec
	tInherit
	tOrKw
	tBad
)

// keyword gives the kind of a word: tIdent for a name.
func keyword(word string) kind {
	switch word {
	case "if":
		return tIf
	case "then":
		return tThen
	case "else":
		return tElse
	case "assert":
		return tAssert
	case "with":
		return tWith
	case "let":
		return tLet
	case "in":
		return tIn
	case "rec":
		return tRec
	case "inherit":
		return tInherit
	case "or":
		return tOrKw
	}
	return tIdent
}

// token is one token: its kind and where it stands.
type token struct {
	kind       kind
	op         BinaryOp
	start, end int32
}

// spelling names a kind in an error message, as Nix does.
func spelling(k kind) string {
	switch k {
	case tEOF:
		return "end of file"
	case tIdent:
		return "ID"
	case tInt:
		return "INT"
	case tFloat:
		return "FLOAT"
	case tPathStart:
		return "PATH"
	case tSearchPath:
		return "SPATH"
	case tURI:
		return "URI"
	case tQuote:
		return `'"'`
	case tIndQuote:
		return "IND_STRING_OPEN"
	case tInterp:
		return "'${'"
	case tLBrace:
		return "'{'"
	case tRBrace:
		return "'}'"
	case tLBracket:
		return "'['"
	case tRBracket:
		return "']'"
	case tLParen:
		return "'('"
	case tRParen:
		return "')'"
	case tSemi:
		return "';'"
	case tColon:
		return "':'"
	case tComma:
		return "','"
	case tDot:
		return "'.'"
	case tEllipsis:
		return "'...'"
	case tAt:
		return "'@'"
	case tQuestion:
		return "'?'"
	case tAssign:
		return "'='"
	case tNot:
		return "'!'"
	case tOp:
		return "operator"
	case tIf:
		return "'if'"
	case tThen:
		return "'then'"
	case tElse:
		return "'else'"
	case tAssert:
		return "'assert'"
	case tWith:
		return "'with'"
	case tLet:
		return "'let'"
	case tIn:
		return "'in'"
	case tRec:
		return "'rec'"
	case tInherit:
		return "'inherit'"
	case tOrKw:
		return "'or'"
	}
	return "invalid token"
}
