package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"
)

// cost is what one analysis with every rule takes.
type cost struct {
	bytes uint64
	took  time.Duration
}

// analysed is the cost of a shape at size n.
func analysed(tb testing.TB, s shape, n int) cost {
	tb.Helper()
	dir := tb.TempDir()
	if err := writeTree(dir, s.files(n)); err != nil {
		tb.Fatal(err)
	}
	a := &app{streams: streams{out: io.Discard, err: io.Discard}, flags: globalFlags{dir: dir, namespaces: []string{"ns"}, jobs: 1}}
	repo, err := a.open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	l := &linter{app: a, repo: repo, selected: everyRule()}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	if _, _, err := l.look(tb.Context(), nil); err != nil {
		tb.Fatal(err)
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	return cost{after.TotalAlloc - before.TotalAlloc, took}
}

// growth analyses a shape at n, twice and four times n, and gives by what the bytes grow at each step.
func growth(tb testing.TB, s shape, n int) (bytes [2]float64, costs [3]cost) {
	tb.Helper()
	for i := range costs {
		costs[i] = analysed(tb, s, n<<i)
	}
	for i := range bytes {
		bytes[i] = float64(costs[i+1].bytes) / float64(costs[i].bytes)
	}
	return bytes, costs
}

// BenchmarkGrowth fails where the bytes that an analysis allocates grow by more than 2.2 when a shape
// doubles. Each shape begins at the size at which it takes 50 ms. Time is printed only: on a machine
// that others use too it says little.
func BenchmarkGrowth(b *testing.B) {
	for _, s := range shapes() {
		if !s.scales {
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			n := 50
			for n < 3200 && analysed(b, s, n).took < 50*time.Millisecond {
				n *= 2
			}
			for b.Loop() {
				bytes, costs := growth(b, s, n)
				fmt.Printf("%-28s n=%-6d bytes %.2f %.2f (%d, %d, %d kB)  time %v %v %v\n", s.name, n, bytes[0], bytes[1],
					costs[0].bytes>>10, costs[1].bytes>>10, costs[2].bytes>>10, costs[0].took.Round(time.Millisecond), costs[1].took.Round(time.Millisecond), costs[2].took.Round(time.Millisecond))
				if max(bytes[0], bytes[1]) > 2.2 {
					b.Errorf("%s: the bytes grow by %.2f and %.2f", s.name, bytes[0], bytes[1])
				}
			}
		})
	}
}

// A shape that was once analysed with more than its size takes no more than three times the bytes when
// it doubles. The bound is loose and the sizes are small: BenchmarkGrowth holds all shapes to more.
func TestAnalysisGrowsWithItsInput(t *testing.T) {
	for _, s := range shapes() {
		if !slices.Contains([]string{"lets-in-a-chain", "hosts-that-name-each-other", "palette", "one-long-call", "many-options"}, s.name) {
			continue
		}
		if bytes, costs := growth(t, s, 20); max(bytes[0], bytes[1]) > 3 {
			t.Errorf("%s: the bytes grow by %.2f and %.2f: %v", s.name, bytes[0], bytes[1], costs)
		}
	}
}
