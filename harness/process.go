package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// grace is how long a program may take to end after TERM, and its pipes to close after its end.
const grace = 2 * time.Second

// maxOutput bounds what a program may print at once: a line of standard error, or all of standard
// output. One record of the walker is one line.
const maxOutput = 256 << 20

// output runs a program in dir with the given environment and gives what it prints. A program
// that is missing, or ends with another status than 0, is an error that carries its last words.
func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	var stderr bytes.Buffer
	out, _, err := stream(ctx, dir, env, func(line []byte) { stderr.Write(line); stderr.WriteByte('\n') }, name, args...)
	if err != nil {
		return nil, &processError{name: name, err: err, stderr: strings.TrimSpace(stderr.String())}
	}
	return out, nil
}

// stream runs a program, hands on each line of its standard error as it comes, which holds until the next, and gives its
// standard output and the most memory it held, in bytes. The program has a process group of its own
// and nothing to read. When ctx ends, the group gets a signal to end, and is killed when it does not; the
// cause of ctx is then the error. When the program ends, what it leaves behind of its group is
// killed too.
func stream(ctx context.Context, dir string, env []string, line func([]byte), name string, args ...string) (out []byte, peak uint64, err error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = processGroup()
	cmd.WaitDelay = grace
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	stdout := &bounded{}
	lines := &lineWriter{line: line}
	cmd.Stdout, cmd.Stderr = stdout, lines
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	err = cmd.Wait()
	// The leader is waited for, but its number is held by what is left of its group. If nothing is
	// left, there is nothing to kill.
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	lines.end()
	peak = peakOf(cmd.ProcessState)
	if ctx.Err() != nil {
		return nil, peak, context.Cause(ctx)
	}
	if errors.Is(err, exec.ErrWaitDelay) { // it ended well; a child of its own did not
		err = nil
	}
	return stdout.Bytes(), peak, errors.Join(err, stdout.err, lines.err)
}

var errTooMuch = fmt.Errorf("it printed more than %d MiB at once", maxOutput>>20)

// bounded keeps what is written to it, up to a bound.
type bounded struct {
	bytes.Buffer
	err error
}

func (b *bounded) Write(text []byte) (int, error) {
	if b.Len()+len(text) > maxOutput {
		b.err = errTooMuch
		return 0, b.err
	}
	return b.Buffer.Write(text)
}

// lineWriter hands on whole lines.
type lineWriter struct {
	line func([]byte)
	rest []byte // of a line that has not ended
	err  error
}

func (w *lineWriter) Write(text []byte) (int, error) {
	n := len(text)
	for {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			break
		}
		if len(w.rest) == 0 {
			w.line(text[:end])
		} else {
			w.rest = append(w.rest, text[:end]...)
			w.line(w.rest)
		}
		w.rest, text = w.rest[:0], text[end+1:]
	}
	if len(w.rest)+len(text) > maxOutput {
		w.err = errTooMuch
		return 0, w.err
	}
	w.rest = append(w.rest, text...)
	return n, nil
}

func (w *lineWriter) end() {
	if len(w.rest) > 0 && w.err == nil {
		w.line(w.rest)
	}
}

// processError is a program that did not do its work.
type processError struct {
	name   string
	err    error
	stderr string
}

func (e *processError) Error() string {
	if e.stderr == "" {
		return fmt.Sprintf("%s: %v", e.name, e.err)
	}
	return fmt.Sprintf("%s: %v: %s", e.name, e.err, e.stderr)
}

func (e *processError) Unwrap() error { return e.err }
