package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mxmcheck/cmd/mxmcheck/report"
)

// linting is an app that lints a folder and prints to out.
func linting(dir string, out io.Writer) (*app, lintFlags, report.Format) {
	a := &app{streams: streams{out: out, err: io.Discard}, flags: globalFlags{dir: dir, format: "text", color: "never", jobs: max(2, runtime.NumCPU())}}
	f := lintFlags{failLevel: "warning", deadline: duration{analysisDeadline}}
	format, _ := a.formatOf(report.OfFindings)
	return a, f, format
}

// watched is lint --watch of a folder after its first run. Its rounds are called: nothing is waited for.
func watched(tb testing.TB, dir string, out io.Writer) *watching {
	tb.Helper()
	a, f, format := linting(dir, out)
	w := &watching{a: a, beside: func(r *repository) []string { return a.besideLint(r, f) }, once: a.lintAgain(format, f, nil)}
	var err error
	if w.eyes, err = openEyes(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = w.eyes.close() })
	if err := w.first(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return w
}

// lintedAnew is what lint prints that saw nothing before.
func lintedAnew(ctx context.Context, dir string) (string, error) {
	var out bytes.Buffer
	a, f, format := linting(dir, &out)
	repo, err := a.open(ctx)
	if err == nil {
		err = a.lintOnce(ctx, repo, format, f, nil)
	}
	if errors.Is(err, errFindings) {
		err = nil
	}
	return out.String(), err
}

// cloneOf makes a checkout of the repository in from.
func cloneOf(tb testing.TB, from string) string {
	tb.Helper()
	root := filepath.Join(tb.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "-q", from, root).CombinedOutput(); err != nil {
		tb.Fatalf("git clone: %v\n%s", err, out)
	}
	return root
}

// modulesIn are the .nix files that git has of a checkout.
func modulesIn(tb testing.TB, root string, below ...string) []string {
	tb.Helper()
	out, err := exec.Command("git", append([]string{"-C", root, "ls-files", "--"}, below...)...).Output()
	if err != nil {
		tb.Fatal(err)
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(name string) bool { return filepath.Ext(name) != ".nix" })
}

// saves are what a person does to a file, or a tool to many: text that comes, goes and moves, and files that come and go.
type saves struct {
	random *rand.Rand
	root   string
	names  []string
}

func (s *saves) text(name string) []byte {
	text, _ := os.ReadFile(filepath.Join(s.root, name)) // one that is gone has none
	return text
}

// next saves one file, and names it.
func (s *saves) next() (string, error) {
	name := s.names[s.random.IntN(len(s.names))]
	text := s.text(name)
	switch s.random.IntN(6) {
	case 0:
		text = append([]byte("# a comment\n"), text...)
	case 1:
		text = text[:s.random.IntN(len(text)+1)]
	case 2:
		text = s.text(s.names[s.random.IntN(len(s.names))])
	case 3:
		if err := os.Remove(filepath.Join(s.root, name)); !errors.Is(err, os.ErrNotExist) {
			return name, err
		}
	case 4:
		text = bytes.Replace(text, []byte("enable"), []byte("enabel"), 1)
	case 5:
		lines := bytes.SplitAfter(text, []byte("\n"))
		at := s.random.IntN(len(lines))
		text = bytes.Join(slices.Delete(lines, at, at+1), nil)
	}
	return name, os.WriteFile(filepath.Join(s.root, name), text, 0o600)
}

// After every change of this tree's modules, what lint --watch prints is what a lint prints that saw nothing before.
func TestWatchPrintsWhatLintPrints(t *testing.T) {
	root := cloneOf(t, "../..")
	s := &saves{random: rand.New(rand.NewPCG(17, 4)), root: root, names: modulesIn(t, root, "shared/modules", "infrastructure")}
	var out bytes.Buffer
	w := watched(t, root, &out)
	last := out.String()
	for range 12 {
		var names []string
		for range 1 + s.random.IntN(3) {
			name, err := s.next()
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		out.Reset()
		if err := w.again(t.Context()); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 0 { // else the text was saved as it was
			last = out.String()
		}
		anew, err := lintedAnew(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(anew, last); diff != "" {
			t.Fatalf("after changes of %s (-lint +lint --watch)\n%s", names, diff)
		}
	}
}

// BenchmarkWatch saves a comment into one module after the other of this repository, or of the checkout CORPUS, and times
// what lint --watch does from then on to its report: the median and the least, and the processor time with that of git.
// The 40 ms that are waited for an editor to be done come to that.
func BenchmarkWatch(b *testing.B) {
	root := cloneOf(b, cmp.Or(os.Getenv("CORPUS"), "../.."))
	names := modulesIn(b, root)
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "fixtures/") })
	collectAt(200)
	w := watched(b, root, io.Discard)
	var took, work []time.Duration
	for i := 0; b.Loop(); i++ {
		name := filepath.Join(root, names[i*7%len(names)])
		text, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, append(text, "# saved\n"...), 0o600)
		}
		if err != nil {
			b.Fatal(err)
		}
		began, spent := time.Now(), processorTime()
		if err := w.again(b.Context()); err != nil {
			b.Fatal(err)
		}
		took, work = append(took, time.Since(began)), append(work, processorTime()-spent)
	}
	slices.Sort(took)
	slices.Sort(work)
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(milliseconds(took[len(took)/2]), "ms/median")
	b.ReportMetric(milliseconds(took[0]), "ms/least")
	b.ReportMetric(milliseconds(work[len(work)/2]), "ms/processor")
}

// processorTime is that of this process and of those that it waited for.
func processorTime() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err == nil {
			sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return sum
}
