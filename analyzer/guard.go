package analyzer

import (
	"context"
	"time"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// maxFollowed bounds how many expressions and values one file's declarations, definitions and
// imports may lead to, and how many modules one configuration may import. Names that share what
// they stand for can spell more than any machine could list.
const maxFollowed = 20_000

// maxNested bounds how deep they lead: what a function makes anew at each level has no identity by
// which a circle could be seen.
const maxNested = 500

// trail is the way that a walk over bindings and values takes. A name that stands for itself leads
// round in a circle: step says so, and that the walk led to too much.
type trail struct {
	on   map[any]bool // what the walk stands in now: nodes, thunks and sets, by identity
	made int
}

// step enters what is identified by key, and gives how to leave it again. ok is false where the
// walk stands in it already, or has led to too much: then there is nothing to leave.
func (t *trail) step(key any) (leave func(), ok bool) {
	if t.on == nil {
		t.on = map[any]bool{}
	}
	t.made++
	if t.on[key] || t.made > maxFollowed || len(t.on) > maxNested {
		return nil, false
	}
	t.on[key] = true
	return func() { delete(t.on, key) }, true
}

// spent reports whether the walk has led to too much, and counts one more step of it.
func (t *trail) spent() bool {
	t.made++
	return t.made > maxFollowed
}

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
