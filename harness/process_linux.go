package harness

import (
	"os"
	"syscall"
	"time"
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

func idOf(info os.FileInfo) fileID {
	id := fileID{size: info.Size(), modified: info.ModTime(), mode: info.Mode()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		id.inode, id.changed = stat.Ino, time.Unix(stat.Ctim.Unix())
	}
	return id
}
