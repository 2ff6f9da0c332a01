package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Kind is what sort of value an expression is known to have.
type Kind uint8

// The kinds. UnknownKind: the expression is there, what it gives is not known.
const (
	UnknownKind Kind = iota
	NullKind
	BoolKind
	IntKind
	FloatKind
	StringKind
	PathKind
	ListKind
	SetKind
	FunctionKind
)

func (k Kind) String() string {
	return [...]string{"unknown", "null", "bool", "int", "float", "string", "path", "list", "set", "function"}[k]
}

// Attr is an expression that a fact is made of, such as the default of an option, and what it is
// known to give. The zero Attr says that nothing stands there.
type Attr struct {
	Expr  syntax.Expr // as written; nil if nothing stands there
	File  *File       // the file of Expr: not the declaration's where a helper of the repository wrote it; nil where only lib says it, such as mkEnableOption's default
	value eval.Value  // nil if only the expression is known
}

// Given reports whether the attribute is written at all.
func (a Attr) Given() bool { return a.Expr != nil || a.value != nil }

// Kind is what sort of value it is known to have.
func (a Attr) Kind() Kind {
	if kind := kindOfValue(a.value); kind != UnknownKind {
		return kind
	}
	switch x := syntax.Unparen(a.Expr).(type) {
	case *syntax.Ident:
		switch x.Name {
		case "true", "false":
			return BoolKind
		case "null":
			return NullKind
		}
	case *syntax.Int:
		return IntKind
	case *syntax.Float:
		return FloatKind
	case *syntax.Str, *syntax.IndStr, *syntax.URI:
		return StringKind
	case *syntax.Path, *syntax.SearchPath:
		return PathKind
	case *syntax.List:
		return ListKind
	case *syntax.AttrSet:
		return SetKind
	case *syntax.Lambda:
		return FunctionKind
	case *syntax.Unary:
		return a.unary(x)
	}
	return UnknownKind
}

func (a Attr) unary(x *syntax.Unary) Kind {
	kind := Attr{Expr: x.X, File: a.File}.Kind()
	if x.Op == syntax.Negate && (kind == IntKind || kind == FloatKind) {
		return kind
	}
	return UnknownKind
}

// Bool gives a boolean that is known.
func (a Attr) Bool() (value, ok bool) {
	if b, known := a.value.(eval.Bool); known {
		return bool(b), true
	}
	id, isName := syntax.Unparen(a.Expr).(*syntax.Ident)
	if !isName || a.Kind() != BoolKind {
		return false, false
	}
	return id.Name == "true", true
}

// Int gives an integer that is known.
func (a Attr) Int() (int64, bool) {
	if n, ok := a.value.(eval.Int); ok {
		return int64(n), true
	}
	switch x := syntax.Unparen(a.Expr).(type) {
	case *syntax.Int:
		return x.Value, true
	case *syntax.Unary:
		n, ok := Attr{Expr: x.X, File: a.File}.Int()
		return -n, ok && x.Op == syntax.Negate
	}
	return 0, false
}

// Text gives a string that is known whole.
func (a Attr) Text() (string, bool) {
	if text, ok := a.value.(eval.String); ok {
		return string(text), true
	}
	switch x := syntax.Unparen(a.Expr).(type) {
	case *syntax.Str:
		return eval.Literal(x.Parts)
	case *syntax.IndStr:
		return eval.Literal(x.Parts)
	case *syntax.URI:
		return x.Text, true
	}
	return "", false
}

// List gives the elements of a list that is known whole.
func (a Attr) List() ([]Attr, bool) {
	if l, ok := a.value.(*eval.List); ok && len(l.Open) == 0 {
		return a.elems(l), true
	}
	list, ok := syntax.Unparen(a.Expr).(*syntax.List)
	if !ok {
		return nil, false
	}
	elems := make([]Attr, len(list.Elems))
	for i, e := range list.Elems {
		elems[i] = Attr{Expr: e, File: a.File}
	}
	return elems, true
}

// Elems gives the elements of a list that are known, of one that may have more.
func (a Attr) Elems() []Attr {
	if l, ok := a.value.(*eval.List); ok {
		return a.elems(l)
	}
	elems, _ := a.List()
	return elems
}

func (a Attr) elems(l *eval.List) []Attr {
	elems := make([]Attr, len(l.Elems))
	for i, t := range l.Elems {
		elems[i] = Attr{Expr: t.Expr, File: a.File, value: eval.Peek(t)}
	}
	return elems
}

func kindOfValue(v eval.Value) Kind {
	switch v.(type) {
	case eval.Null:
		return NullKind
	case eval.Bool:
		return BoolKind
	case eval.Int:
		return IntKind
	case eval.Float:
		return FloatKind
	case eval.String:
		return StringKind
	case eval.Path:
		return PathKind
	case *eval.List:
		return ListKind
	case *eval.Set:
		return SetKind
	case *eval.Func, *eval.Builtin:
		return FunctionKind
	}
	return UnknownKind
}

// SameLiteral reports whether two expressions are known to be the same boolean, integer or string.
func (a Attr) SameLiteral(b Attr) bool {
	if x, ok := a.Bool(); ok {
		y, same := b.Bool()
		return same && x == y
	}
	if x, ok := a.Int(); ok {
		y, same := b.Int()
		return same && x == y
	}
	x, ok := a.Text()
	y, same := b.Text()
	return ok && same && x == y
}
