package analyzer

import (
	"context"
	"time"

	"mxmcheck/analyzer/diag"
)

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
