package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// stopped is why a context ended: the user's signal.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string {
	if s.signal == syscall.SIGINT {
		return "interrupted"
	}
	return "terminated"
}

// withSignals gives a context that ends, with a stopped as its cause, on the first INT or TERM.
// The second one kills at once, so that nobody is held by a cleanup that does not end.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			cancel(stopped{s.(syscall.Signal)})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(signals); cancel(nil) }
}

// signalCode is the exit code a shell expects of a command that a signal ended.
func signalCode(ctx context.Context) (code int, signalled bool) {
	var s stopped
	if errors.As(context.Cause(ctx), &s) {
		return 128 + int(s.signal), true
	}
	return 0, false
}
