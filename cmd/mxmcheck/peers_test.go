package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// peer is a program that reads every .nix file of a folder, started as a user starts it.
type peer struct {
	name string
	args []string
	each bool // one process a file, the file on its standard input
}

func peers(binary string) []peer {
	return []peer{
		{name: "mxmcheck", args: []string{binary, "lint"}},
		{name: "mxmcheck-parse", args: []string{binary, "lint", "--rule", "parse-error"}},
		{name: "statix", args: []string{"statix", "check", "."}},
		{name: "deadnix", args: []string{"deadnix", "."}},
		{name: "nixf-tidy", args: []string{"nixf-tidy"}, each: true},
		{name: "nix-instantiate", args: []string{"sh", "-c", "find . -name '*.nix' -print0 | xargs -0 -n 500 nix-instantiate --parse >/dev/null 2>&1"}},
		{name: "cat", args: []string{"sh", "-c", "find . -name '*.nix' -print0 | xargs -0 cat"}},
	}
}

// BenchmarkPeers times whole processes over the .nix files of the folder CORPUS, in turn within
// each round, so that a ratio is taken between neighbours. Metrics: milliseconds of wall time, MB
// of peak memory (10^6 bytes, as the kernel counts the largest process), and peer/mxmcheck, which
// says how many times longer the peer took. MXMCHECK names the binary; `make bench-peers` builds
// it. statix and deadnix exit 1 on findings: an exit code is no failure here, dying is.
func BenchmarkPeers(b *testing.B) {
	binary, corpus := os.Getenv("MXMCHECK"), os.Getenv("CORPUS")
	if binary == "" || corpus == "" {
		b.Skip("set MXMCHECK and CORPUS, or run make bench-peers CORPUS=DIR")
	}
	dir, files, size := copyNix(b, corpus)
	b.Logf("%d files, %.1f MB", len(files), float64(size)/1e6)
	var here []peer
	for _, p := range peers(binary) {
		if present(p) {
			here = append(here, p)
		} else {
			b.Logf("%s is not on PATH", p.name)
		}
	}
	times, peaks := map[string]float64{}, map[string]float64{}
	for b.Loop() {
		for _, p := range here {
			took, peak := p.run(b, dir, files)
			times[p.name] += took.Seconds() * 1e3
			peaks[p.name] = max(peaks[p.name], float64(peak)/1e6)
		}
	}
	for _, p := range here {
		b.ReportMetric(times[p.name]/float64(b.N), p.name+"-ms")
		b.ReportMetric(peaks[p.name], p.name+"-peak-MB")
		if p.name != "mxmcheck" {
			b.ReportMetric(times[p.name]/times["mxmcheck"], p.name+"/mxmcheck")
		}
	}
	b.ReportMetric(peaks["mxmcheck"]*1e6/float64(size), "peak/source")
	b.ReportMetric(times["mxmcheck"]/times["cat"], "mxmcheck/cat")
}

// present reports whether what a peer runs is on PATH; for a loop in sh that is the peer itself.
func present(p peer) bool {
	program := p.args[0]
	if program == "sh" {
		program = p.name
	}
	_, err := exec.LookPath(program)
	return err == nil
}

// run starts a peer in dir and gives the wall time and the peak memory in bytes.
func (p peer) run(b *testing.B, dir string, files []string) (time.Duration, int64) {
	start := time.Now()
	if !p.each {
		peak := p.start(b, dir, nil)
		return time.Since(start), peak
	}
	var peak int64
	for _, name := range files {
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		peak = max(peak, p.start(b, dir, src))
	}
	return time.Since(start), peak
}

func (p peer) start(b *testing.B, dir string, stdin []byte) int64 {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(stdin)
	if err := cmd.Run(); err != nil && !cmd.ProcessState.Exited() {
		b.Fatalf("%s: %v", p.name, err)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
}

// copyNix copies the .nix files of corpus, and nothing else, into a folder without git, so that
// every peer meets the same files.
func copyNix(b *testing.B, corpus string) (dir string, files []string, size int) {
	dir = b.TempDir()
	err := filepath.WalkDir(corpus, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.HasSuffix(path, ".nix") {
			return err
		}
		name, err := filepath.Rel(corpus, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files, size = append(files, name), size+len(src)
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, src, 0o644)
	})
	if err != nil || len(files) == 0 {
		b.Fatalf("no .nix file below %s: %v", corpus, err)
	}
	return dir, files, size
}
