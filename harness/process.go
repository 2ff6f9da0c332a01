package harness

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// grace is how long a program may take to end after TERM.
const grace = 2 * time.Second

// output runs a program in dir with the given environment and gives what it prints. A program
// that is missing, or ends with another status than 0, is an error that carries its last words.
func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	var stderr bytes.Buffer
	out, err := stream(ctx, dir, env, func(line string) { stderr.WriteString(line + "\n") }, name, args...)
	if err != nil {
		return nil, &processError{name: name, err: err, stderr: strings.TrimSpace(stderr.String())}
	}
	return out, nil
}

// stream runs a program and hands on each line of its standard error as it comes. The program has
// a process group of its own and nothing to read. When ctx ends, the group is told to end, and is
// killed when it does not; the cause of ctx is then the error.
func stream(ctx context.Context, dir string, env []string, line func(string), name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	stopper := make(chan struct{})
	go func() { defer close(stopper); stopGroup(ctx, cmd.Process.Pid, ended) }()
	readErr := readLines(stderr, line)
	err = errors.Join(cmd.Wait(), readErr)
	close(ended)
	<-stopper
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return stdout.Bytes(), err
}

// stopGroup ends the process group when ctx does. The leader is not yet waited for, or its
// number is still held by its group, so the number cannot mean a stranger.
func stopGroup(ctx context.Context, group int, ended <-chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	_ = syscall.Kill(-group, syscall.SIGTERM) // the group may be gone: then there is nothing to stop
	select {
	case <-ended:
	case <-time.After(grace):
	}
	_ = syscall.Kill(-group, syscall.SIGKILL)
}

// readLines hands on lines of any length: one record of the walker is one line.
func readLines(from io.Reader, line func(string)) error {
	reader := bufio.NewReaderSize(from, 1<<16)
	for {
		text, err := reader.ReadString('\n')
		if text != "" {
			line(strings.TrimSuffix(text, "\n"))
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
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
