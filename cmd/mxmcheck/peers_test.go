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
// and of processor time, MB of peak memory (10^6 bytes, as the kernel counts the largest process),
// and peer/mxmcheck, which says how many times longer the peer took. On a machine that others use
// too, processor time tells more. MXMCHECK names the binary; `make bench-peers` builds
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
	times, work, peaks := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for b.Loop() {
		for _, p := range here {
			u := p.run(b, dir, files)
			times[p.name] += u.wall.Seconds() * 1e3
			work[p.name] += u.cpu.Seconds() * 1e3
			peaks[p.name] = max(peaks[p.name], float64(u.peak)/1e6)
		}
	}
	for _, p := range here {
		b.ReportMetric(times[p.name]/float64(b.N), p.name+"-ms")
		b.ReportMetric(work[p.name]/float64(b.N), p.name+"-cpu-ms")
		b.ReportMetric(peaks[p.name], p.name+"-peak-MB")
	}
	for _, ours := range []string{"mxmcheck", "mxmcheck-parse"} {
		for _, p := range here {
			if !strings.HasPrefix(p.name, "mxmcheck") && p.name != "cat" {
				b.ReportMetric(times[p.name]/times[ours], p.name+"/"+ours)
			}
		}
		b.ReportMetric(peaks[ours]*1e6/float64(size), ours+"-peak/source")
		b.ReportMetric(times[ours]/times["cat"], ours+"/cat")
	}
}

// present reports whether what a peer runs is on PATH; for a loop in sh that is the peer itself.
func present(p peer) bool {
	program := p.args[0]
	if program == "sh" {
		program = p.name
	}
	if _, err := exec.LookPath(program); err != nil {
		return false
	}
	if program == "statix" { // the crate of this name on crates.io is another program
		return exec.Command(program, "check", "--help").Run() == nil
	}
	return true
}

// usage is what a run took.
type usage struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// run starts a peer in dir, once or once a file.
func (p peer) run(b *testing.B, dir string, files []string) (u usage) {
	start := time.Now()
	if !p.each {
		p.start(b, dir, nil, &u)
	} else {
		for _, name := range files {
			src, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				b.Fatal(err)
			}
			p.start(b, dir, src, &u)
		}
	}
	u.wall = time.Since(start)
	return u
}

func (p peer) start(b *testing.B, dir string, stdin []byte, u *usage) {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(stdin)
	if err := cmd.Run(); err != nil && !cmd.ProcessState.Exited() {
		b.Fatalf("%s: %v", p.name, err)
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	u.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	u.peak = max(u.peak, used.Maxrss*1024)
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
