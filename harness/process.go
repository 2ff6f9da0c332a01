package harness

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// output runs a program in dir with the given environment and gives what it prints. A program
// that is missing, or ends with another status than 0, is an error that carries its last words.
func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, &processError{name: name, err: err, stderr: strings.TrimSpace(stderr.String())}
	}
	return stdout.Bytes(), nil
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
