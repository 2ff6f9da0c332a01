package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// lintProcess is the command as a process of its own, on a shape of size n.
func lintProcess(t *testing.T, s shape, n int) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	if err := writeTree(dir, s.files(n)); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "lint", "-C", dir, "--namespace", "ns", "--quiet")
	cmd.Args[0] = "mxmcheck"
	return cmd
}

// Whatever a repository holds, lint ends with findings or without, within a second of processor time
// and 512 MB.
func TestLintIsBounded(t *testing.T) {
	for _, s := range shapes() {
		for _, n := range []int{40, 80} {
			t.Run(fmt.Sprintf("%s/%d", s.name, n), func(t *testing.T) {
				cmd := lintProcess(t, s, n)
				watchdog := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
				out, _ := cmd.CombinedOutput()
				watchdog.Stop()
				state := cmd.ProcessState
				usage, _ := state.SysUsage().(*syscall.Rusage)
				if code := state.ExitCode(); code != exitClean && code != exitFindings {
					t.Errorf("exit %d: %.300s", code, out)
				}
				if took := state.UserTime() + state.SystemTime(); took > time.Second {
					t.Errorf("it takes %v", took)
				}
				if usage == nil || usage.Maxrss>>10 > 512 {
					t.Errorf("it holds more than 512 MB: %+v", usage)
				}
			})
		}
	}
}

// INT and TERM end an analysis at whatever moment they come, unless it ended before: at sizes where a
// run lasts longer than the longest wait for the signal. The bound is five times the 0.2 s that a quiet
// machine needs at most, because tests run beside each other.
func TestLintObeysSignals(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	long := map[string]int{"many-hosts": 20000, "hosts-that-name-each-other": 100000, "lets-in-a-chain": 60000}
	ended := 0
	for _, s := range shapes() {
		n, ok := long[s.name]
		if !ok {
			continue
		}
		delete(long, s.name)
		for range 7 {
			cmd := lintProcess(t, s, n)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(50+random.IntN(250)) * time.Millisecond)
			sent := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[random.IntN(2)]
			began := time.Now()
			_ = cmd.Process.Signal(sent)
			_ = cmd.Wait()
			took := time.Since(began)
			if cmd.ProcessState.ExitCode() == 128+int(sent) {
				ended++
			}
			if took > time.Second {
				t.Errorf("%s: it is gone %v after the signal", s.name, took)
			}
			t.Logf("%s: gone %v after the signal, exit %d", s.name, took.Round(time.Millisecond), cmd.ProcessState.ExitCode())
		}
	}
	if len(long) > 0 || ended < 10 {
		t.Errorf("%d runs were ended by a signal; no shapes named %v", ended, long)
	}
}
