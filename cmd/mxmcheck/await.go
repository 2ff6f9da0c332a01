package main

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// awaited is what a computation came to.
type awaited[A, B any] struct {
	a     A
	b     B
	err   error
	cause any // of its panic
}

// await runs f, and gives up on it where ctx ends first: an interrupted command ends at once, even
// while a step is under way that does not look at ctx. A panic of f is raised again here.
func await[A, B any](ctx context.Context, f func() (A, B, error)) (A, B, error) {
	done := make(chan awaited[A, B], 1)
	go func() {
		var r awaited[A, B]
		defer func() {
			r.cause = recover()
			done <- r
		}()
		r.a, r.b, r.err = f()
	}()
	select {
	case r := <-done:
		if r.cause != nil {
			panic(r.cause)
		}
		return r.a, r.b, r.err
	case <-ctx.Done():
		var r awaited[A, B]
		return r.a, r.b, context.Cause(ctx)
	}
}

// each does n things, --jobs at once, and gives the error of the first that has one.
func (a *app) each(n int, one func(i int) error) error {
	errs := make([]error, n)
	var group errgroup.Group
	group.SetLimit(max(1, a.flags.jobs))
	for i := range n {
		group.Go(func() error { errs[i] = one(i); return nil })
	}
	_ = group.Wait() // the errors are in errs, in order
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
