package harness

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkShards evaluates a generated fleet of FLEET small hosts in SHARDS shards, one after the other,
// each with a cache of its own as on a machine of its own, and merges their verdicts. One host differs from
// its snapshot. The last shard is killed while it evaluates, and merge refuses; then it is run again.
// Metrics: seconds of the slowest shard and of all; milliseconds of merge
// as text and as JSON, and the peak of its memory in bytes; the size of all verdicts. `make bench-shards` builds the binary that MXMCHECK names.
func BenchmarkShards(b *testing.B) {
	binary, size, number := os.Getenv("MXMCHECK"), os.Getenv("FLEET"), os.Getenv("SHARDS")
	if binary == "" || size == "" || number == "" {
		b.Skip("set MXMCHECK, FLEET and SHARDS, or run make bench-shards")
	}
	hosts, err := strconv.Atoi(size)
	if err != nil {
		b.Fatal(err)
	}
	shards, err := strconv.Atoi(number)
	if err != nil {
		b.Fatal(err)
	}
	f := fleet{dir: filepath.Join(b.TempDir(), "fleet"), hosts: hosts, modules: 4, each: 3}
	f.write(b)
	f.accept(b, binary)
	f.file(b, "hosts/"+f.name(0)+".nix", strings.Replace(f.host(0), "o0 = 0", "o0 = 7", 1))
	for b.Loop() {
		s := &sharded{fleet: f, binary: binary, of: shards}
		for shard := 1; shard < shards; shard++ {
			s.finish(b, shard)
		}
		s.killOne(b)
		s.finish(b, shards)
		if code, out := s.merge(b, "text"); code != 1 || !strings.HasPrefix(last(out), fmt.Sprintf("%d hosts: %d unchanged, 1 changed, 0 failed", hosts, hosts-1)) {
			b.Fatalf("merge exits %d: %s", code, last(out))
		}
		s.report(b)
	}
}

// sharded is a fleet whose hosts are divided among shards.
type sharded struct {
	fleet
	binary       string
	of           int
	slowest, all time.Duration
}

func (s *sharded) verdict(shard int) string { return filepath.Join(s.dir+"-shards", fmt.Sprint(shard)) }

// start begins to evaluate a shard, into its file.
func (s *sharded) start(b *testing.B, shard int) *exec.Cmd {
	if err := os.MkdirAll(filepath.Dir(s.verdict(shard)), 0o755); err != nil {
		b.Fatal(err)
	}
	out, err := os.Create(s.verdict(shard))
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(s.binary, "snapshot", "--check", "--shard", fmt.Sprintf("%d/%d", shard, s.of), "--format", "json", "--stand-ins", "--quiet", "--jobs", "2", "-C", s.dir)
	cmd.Env = append(os.Environ(), fmt.Sprintf("XDG_CACHE_HOME=%s-cache-%d", s.dir, shard))
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return cmd
}

// killOne runs the last shard and kills it, and looks at what merge says of its file, and without it.
func (s *sharded) killOne(b *testing.B) {
	cmd := s.start(b, s.of)
	time.Sleep(2 * time.Second)
	if err := cmd.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		b.Fatal("the shard ended before it was killed")
	}
	if code, out := s.merge(b, "text"); code != 2 || !strings.Contains(out, "is no verdict of a shard: it is empty or cut off") {
		b.Fatalf("merge with a shard that was killed exits %d: %s", code, out)
	}
	if err := os.Remove(s.verdict(s.of)); err != nil {
		b.Fatal(err)
	}
	if code, out := s.merge(b, "text"); code != 2 || !strings.Contains(out, fmt.Sprintf("of %d shards these are missing: %d", s.of, s.of)) {
		b.Fatalf("merge without a shard exits %d: %s", code, out)
	}
}

// finish evaluates a shard to its end.
func (s *sharded) finish(b *testing.B, shard int) {
	started := time.Now()
	cmd := s.start(b, shard)
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 1 {
		b.Fatalf("shard %d: %v", shard, err)
	}
	took := time.Since(started)
	s.slowest, s.all = max(s.slowest, took), s.all+took
}

// merge puts the verdicts together, of the shards that have a file.
func (s *sharded) merge(b *testing.B, format string) (code int, out string) {
	ended, out := s.merged(b, format)
	return ended.ExitCode(), out
}

func (s *sharded) merged(b *testing.B, format string) (ended *os.ProcessState, out string) {
	files, err := filepath.Glob(s.dir + "-shards/*")
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(s.binary, append([]string{"merge", "--format", format}, files...)...)
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		b.Fatal(err)
	}
	return cmd.ProcessState, string(text)
}

// report tells the times, and what merging took.
func (s *sharded) report(b *testing.B) {
	bytes := int64(0)
	for shard := 1; shard <= s.of; shard++ {
		info, err := os.Stat(s.verdict(shard))
		if err != nil {
			b.Fatal(err)
		}
		bytes += info.Size()
	}
	b.ReportMetric(s.slowest.Seconds(), "slowest-s")
	b.ReportMetric(s.all.Seconds(), "shards-s")
	b.ReportMetric(float64(bytes), "verdicts-B")
	for _, format := range []string{"text", "json"} {
		started := time.Now()
		ended, _ := s.merged(b, format)
		b.ReportMetric(time.Since(started).Seconds()*1e3, "merge-"+format+"-ms")
		if usage, ok := ended.SysUsage().(*syscall.Rusage); ok { // of Linux, in KiB
			b.ReportMetric(float64(usage.Maxrss)*1024, "merge-"+format+"-peak-B")
		}
	}
}

func last(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
