package syntax

// A token is the kind of the lexer's current token. Its text is src[start:end].
type token uint8

const (
	tokEOF     token = iota
	tokInvalid       // a byte that begins no token
	tokID
	tokInt
	tokFloat
	tokPath       // the first literal segment of a path
	tokHome       // likewise, of ~/a
	tokSearchPath // <a/b>
	tokURI
	tokQuote     // "; the parser reads what follows
	tokIndQuote  // ''; the parser reads what follows
	tokDollar    // ${
	tokLBrace    // {
	tokRBrace    // }
	tokLParen    // (
	tokRParen    // )
	tokLBracket  // [
	tokRBracket  // ]
	tokSemi      // ;
	tokComma     // ,
	tokDot       // .
	tokColon     // :
	tokAt        // @
	tokAssign    // =
	tokEllipsis  // ...
	tokQuestion  // ?
	tokNot       // !
	tokConcat    // ++
	tokMul       // *
	tokDiv       // /
	tokAdd       // +
	tokSub       // -
	tokUpdate    // //
	tokLess      // <
	tokLessEq    // <=
	tokGreater   // >
	tokGreaterEq // >=
	tokEqual     // ==
	tokNotEqual  // !=
	tokAnd       // &&
	tokOr        // ||
	tokImplies   // ->
	tokPipeTo    // |>
	tokPipeFrom  // <|
	tokIf
	tokThen
	tokElse
	tokAssert
	tokWith
	tokLet
	tokIn
	tokRec
	tokInherit
	tokOrWord // or
	tokCount
)

// keyword distinguishes a reserved word from a name.
func keyword(word string) token {
	if len(word) < 2 || len(word) > 7 {
		return tokID
	}
	switch word {
	case "if":
		return tokIf
	case "then":
		return tokThen
	case "else":
		return tokElse
	case "assert":
		return tokAssert
	case "with":
		return tokWith
	case "let":
		return tokLet
	case "in":
		return tokIn
	case "rec":
		return tokRec
	case "inherit":
		return tokInherit
	case "or":
		return tokOrWord
	}
	return tokID
}

// startsOperand holds for the tokens that an operand, and so a list element, can begin with.
func (t token) startsOperand() bool {
	switch t {
	case tokID, tokInt, tokFloat, tokPath, tokHome, tokSearchPath, tokURI, tokQuote, tokIndQuote,
		tokLParen, tokLBracket, tokLBrace, tokRec, tokLet:
		return true
	}
	return false
}

// startsExpr holds for the tokens that an expression can begin with.
func (t token) startsExpr() bool {
	switch t {
	case tokIf, tokAssert, tokWith, tokNot, tokSub:
		return true
	}
	return t.startsOperand()
}

// The classes of bytes that the lexer tests.
const (
	idStart    uint8 = 1 << iota // first byte of a name
	idChar                       // later byte of a name
	pathChar                     // byte of a path segment
	uriChar                      // byte after the colon of a URI
	schemeChar                   // byte before it
	letter
	digit
	glue // byte that can make a longer token of a word: . + / :
)

// classes is read-only: the classes of every byte.
var classes = classify()

func classify() (table [256]uint8) {
	add := func(class uint8, bytes string) {
		for i := range len(bytes) {
			table[bytes[i]] |= class
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		add(idStart|idChar|pathChar|uriChar|schemeChar|letter, string(c))
		add(idStart|idChar|pathChar|uriChar|schemeChar|letter, string(c-'a'+'A'))
	}
	add(idChar|pathChar|uriChar|schemeChar|digit, "0123456789")
	add(idStart|idChar, "_")
	add(idChar, "'-")
	add(pathChar, "._-+")
	add(schemeChar, "+-.")
	add(uriChar, "%/?:@&=+$,-_.!~*'")
	add(glue, ".+/:")
	return table
}

// isClass reports whether c is of one of the classes.
func isClass(c, class uint8) bool { return classes[c]&class != 0 }
