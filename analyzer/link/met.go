package link

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// perhapsThunk is a thunk as it was met: surely imported, or behind a condition.
type perhapsThunk struct {
	thunk   *eval.Thunk
	perhaps bool
}

// placedFunc is a function as a value: where it is written, and what its names mean there.
type placedFunc struct {
	lambda  *syntax.Lambda
	scope   *eval.Scope
	perhaps bool
}
