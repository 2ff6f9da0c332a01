package analyzer

import (
	"context"
	"time"

	"mxmcheck/analyzer/diag"
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

// stop reports whether the analysis is to end: it was interrupted, or its deadline is over.
func (l *loader) stop() bool { return l.ctx.Err() != nil }

// deadline gives a context that ends after d; 0 is no deadline.
func deadline(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, d)
}

// cut notes that the analysis ended before it knew all: what it found so far is no fact about the
// repository, so that only what the trees alone tell is reported.
func (l *loader) cut(at diag.Span) {
	l.repo.Cut, l.repo.Hosts, l.repo.HostsKnown = true, nil, false
	l.repo.Unknowns = []diag.Unknown{{Span: at, Message: "the analysis did not end within " + l.opts.Deadline.String() + " and stopped here: only what each file says by itself is reported"}}
}
