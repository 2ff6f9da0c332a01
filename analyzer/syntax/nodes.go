package syntax

// A Node is a piece of a parsed file. Pos and End are byte offsets from 0, End exclusive;
// File.Span turns them into lines and columns.
type Node interface {
	Pos() int
	End() int
}

// An Expr is a node with a value. The set of expressions is sealed.
type Expr interface {
	Node
	expr()
}

// A StrPart is a piece of a string or path: *Text or *Interp.
type StrPart interface {
	Node
	strPart()
}

// An AttrName is one component of an attribute path: *Ident, *Str or *Interp.
type AttrName interface {
	Node
	attrName()
}

// A Binding is one line of a set or let: *AttrBinding or *Inherit.
type Binding interface {
	Node
	binding()
}

// span is the extent of a node, embedded in each. Offsets are 32-bit: a file has a size limit.
type span struct{ start, end int32 }

func (s span) Pos() int { return int(s.start) }
func (s span) End() int { return int(s.end) }

type (
	// Ident is a name: a variable, or a plain component of an attribute path.
	Ident struct {
		span
		Name string
		Own  bool // it has the name of a function of nixpkgs' lib, and is seen to be another
	}

	// Int is an integer literal.
	Int struct {
		span
		Value int64
	}

	// Float is a floating-point literal.
	Float struct {
		span
		Value float64
	}

	// Str is "…"; the Text parts hold unescaped text.
	Str struct {
		span
		Parts []StrPart
	}

	// IndStr is ''…''; the Text parts hold unescaped text with the indentation already stripped.
	IndStr struct {
		span
		static bool // known without evaluation
		Parts  []StrPart
	}

	// Path is ./a, ../a, /a, ~/a, with interpolations or without. Text parts hold it as written.
	Path struct {
		span
		Parts []StrPart
	}

	// SearchPath is <nixpkgs/lib>; Name is without the angle brackets.
	SearchPath struct {
		span
		Name string
	}

	// URI is an unquoted URI, a string in the old notation.
	URI struct {
		span
		Text string
	}

	// Text is a literal stretch of a string or path.
	Text struct {
		span
		Value string
	}

	// Interp is ${X}, in a string, a path, or as an attribute name.
	Interp struct {
		span
		X Expr
	}

	// List is [ … ].
	List struct {
		span
		Elems []Expr
	}

	// AttrSet is { … }.
	AttrSet struct {
		span
		Rec      bool // rec { … }
		Bindings []Binding
	}

	// LegacyLet is let { …; body = …; }, a recursive set of which body is selected.
	LegacyLet struct {
		span
		Bindings []Binding
	}

	// AttrBinding is path = value;
	AttrBinding struct {
		span
		Path  *AttrPath
		Value Expr
	}

	// Inherit is inherit a b; or inherit (From) a b;
	Inherit struct {
		span
		From  Expr // nil without parentheses; the expression inside them otherwise
		Names []AttrName
	}

	// AttrPath is a.b."c".${d}
	AttrPath struct {
		span
		Names []AttrName // never empty; where the name is missing, an *Ident without one
	}

	// Let is let … in body.
	Let struct {
		span
		Bindings []Binding
		Body     Expr
	}

	// With is with Scope; Body.
	With struct {
		span
		Scope, Body Expr
	}

	// Assert is assert Cond; Body.
	Assert struct {
		span
		Cond, Body Expr
	}

	// If is if Cond then Then else Else.
	If struct {
		span
		Cond, Then, Else Expr
	}

	// Lambda is arg: body, { formals }: body, or both with @.
	Lambda struct {
		span
		Arg     *Ident   // x in x: …, args in args@{ … }: …; nil without
		Formals *Formals // nil in x: …
		Body    Expr
	}

	// Formals is { a, b ? 1, ... } before a colon.
	Formals struct {
		span
		List     []*Formal
		Ellipsis bool // ...
	}

	// Formal is one name of Formals.
	Formal struct {
		span
		Name    *Ident
		Default Expr // after "?"; nil without
	}

	// Apply is Fn Arg; f a b is Apply{Apply{f, a}, b}.
	Apply struct {
		span
		Fn, Arg Expr
	}

	// Select is X.Path, or X.Path or Or.
	Select struct {
		span
		X    Expr
		Path *AttrPath
		Or   Expr // a.b or c; nil without "or"
		Own  bool // as of a variable
	}

	// HasAttr is X ? Path.
	HasAttr struct {
		span
		X    Expr
		Path *AttrPath
	}

	// Unary is -X or !X.
	Unary struct {
		span
		Op UnaryOp
		X  Expr
	}

	// Binary is X Op Y.
	Binary struct {
		span
		Op    BinaryOp
		OpPos int32 // where the operator stands
		X, Y  Expr
	}

	// Paren is ( X ).
	Paren struct {
		span
		X Expr
	}

	// Bad is the hole that a syntax error leaves: what could not be read.
	Bad struct{ span }
)

// UnaryOp is a prefix operator.
type UnaryOp uint8

// The prefix operators.
const (
	Negate UnaryOp = iota + 1 // -x
	Not                       // !x
)

// BinaryOp is an infix operator.
type BinaryOp uint8

// The infix operators, by the Nix manual's names.
const (
	Concat    BinaryOp = iota + 1 // ++
	Mul                           // *
	Div                           // /
	Add                           // +
	Sub                           // -
	Update                        // //
	Less                          // <
	LessEq                        // <=
	Greater                       // >
	GreaterEq                     // >=
	Equal                         // ==
	NotEqual                      // !=
	And                           // &&
	Or                            // ||
	Implies                       // ->
	PipeTo                        // |>  (pipe-operators)
	PipeFrom                      // <|  (pipe-operators)
)

func (*Ident) expr()      {}
func (*Int) expr()        {}
func (*Float) expr()      {}
func (*Str) expr()        {}
func (*IndStr) expr()     {}
func (*Path) expr()       {}
func (*SearchPath) expr() {}
func (*URI) expr()        {}
func (*List) expr()       {}
func (*AttrSet) expr()    {}
func (*LegacyLet) expr()  {}
func (*Let) expr()        {}
func (*With) expr()       {}
func (*Assert) expr()     {}
func (*If) expr()         {}
func (*Lambda) expr()     {}
func (*Apply) expr()      {}
func (*Select) expr()     {}
func (*HasAttr) expr()    {}
func (*Unary) expr()      {}
func (*Binary) expr()     {}
func (*Paren) expr()      {}
func (*Bad) expr()        {}

func (*Text) strPart()   {}
func (*Interp) strPart() {}

func (*Ident) attrName()  {}
func (*Str) attrName()    {}
func (*Interp) attrName() {}

func (*AttrBinding) binding() {}
func (*Inherit) binding()     {}
