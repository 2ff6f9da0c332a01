//go:build !linux

package harness

import (
	"os"
	"syscall"
)

// processGroup gives a program a group of its own.
func processGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func peakOf(state *os.ProcessState) uint64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return uint64(usage.Maxrss) // macOS counts bytes
	}
	return 0
}
