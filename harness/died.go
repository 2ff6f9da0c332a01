package harness

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"

	"mxmcheck/analyzer/diag"
)

var (
	errMemory = errors.New("nix needs more memory than its heap may have, with nothing beside it too")
	errKilled = errors.New("nix was killed twice, as machines do that run out of memory")
)

// oldLib is why a host cannot be looked into whose lib does not tell what its options are.
func oldLib(h Host, lacked []string) error {
	return diag.WithHint(
		fmt.Errorf("%s is made with a lib of nixpkgs whose options have no %s", h, strings.Join(lacked, " and no ")),
		"it needs the lib of NixOS 22.11 or newer")
}

// outOfMemory reports whether nix says that its heap could not grow.
func (p process) outOfMemory(err error) bool {
	said := func(text string) bool {
		return strings.Contains(text, "out of memory") || strings.Contains(text, "Out of Memory") || strings.Contains(text, "std::bad_alloc")
	}
	return err != nil && (said(p.last.RawMsg) || said(p.last.Msg) || said(p.plain))
}

func killed(err error) bool { return signalOf(err) == syscall.SIGKILL }

// overflow is what every nix is taken to say where its stack ends: in older ones nothing bounds the
// depth of calls, so that they say it without an error of the evaluation, or only die.
const overflow = "stack overflow (possible infinite recursion)"

// crashed is how nix died at what it evaluated, with no error of the evaluation; "" if it did not.
func (p process) crashed(err error) string {
	signal := signalOf(err)
	switch {
	case err == nil:
		return ""
	case strings.Contains(p.plain, "stack overflow") || signal == syscall.SIGSEGV || signal == syscall.SIGBUS:
		return overflow
	case signal == syscall.SIGABRT:
		return "nix died: " + firstOf(p.plain, signal.String())
	}
	return ""
}

// signalOf is the signal that ended nix; 0 if none did.
func signalOf(err error) syscall.Signal {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal()
	}
	return 0
}
