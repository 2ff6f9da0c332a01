//go:build !linux

package harness

import (
	"os"
	"syscall"
	"time"
)

// processGroup gives a program a group of its own.
func processGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func peakOf(state *os.ProcessState) uint64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return uint64(usage.Maxrss) // macOS counts bytes
	}
	return 0
}

// idOf goes without the date of the last change of the file's own data, which systems name in
// different ways: files always count as written a moment ago, and are compared in full.
func idOf(info os.FileInfo) fileID {
	return fileID{size: info.Size(), modified: info.ModTime(), mode: info.Mode(), changed: time.Now()}
}
