package harness

import (
	"os"
	"syscall"
)

// processGroup gives a program a group of its own, which ends with us even if we are killed.
func processGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func peakOf(state *os.ProcessState) uint64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return uint64(usage.Maxrss) << 10 // Linux counts KiB
	}
	return 0
}
