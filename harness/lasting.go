package harness

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/renameio/v2"

	"mxmcheck/analyzer/host"
)

// lasting is how long each host took, kept for who divides hosts among machines.
type lasting struct {
	file string // "" for nowhere

	mu   sync.Mutex
	took map[string]int64 // milliseconds by host
}

func newLasting(file string) *lasting {
	l := &lasting{file: file, took: map[string]int64{}}
	readHint(file, &l.took)
	return l
}

func (l *lasting) set(id host.ID, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[id.String()] = max(1, took.Milliseconds())
}

func (l *lasting) keep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	keepHint(l.file, l.took)
}

// readHint reads what an earlier run kept. A file that is absent or damaged says nothing.
func readHint[T any](file string, into *map[string]T) {
	text, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(text, into) != nil || *into == nil {
		*into = map[string]T{}
	}
}

// keepHint writes what the next run may know. It is a hint: what cannot be written is left.
func keepHint[T any](file string, what map[string]T) {
	text, err := json.Marshal(what)
	if err != nil || file == "" || len(what) == 0 || os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	_ = renameio.WriteFile(file, text, 0o644)
}

// Costs says what evaluating a host is expected to take, from the files that earlier runs kept: its
// time, and as many times more as it takes the memory that a machine has for one processor. What was
// never evaluated is expected to take what half of the others do.
func Costs(peaks, times string) func(Host) float64 {
	var memory map[string]uint64
	var took map[string]int64
	readHint(peaks, &memory)
	readHint(times, &took)
	costs := make(map[string]float64, len(took))
	var known []float64
	for name, milliseconds := range took {
		costs[name] = float64(max(1, milliseconds)) * max(1, float64(memory[name])/perProcessor)
		known = append(known, costs[name])
	}
	usual := median(known)
	return func(h Host) float64 {
		if cost, ok := costs[h.String()]; ok {
			return cost
		}
		return usual
	}
}

// perProcessor is the memory, in bytes, that the machines which run jobs have for each processor.
const perProcessor = 4 << 30

// median is 1 of nothing.
func median(numbers []float64) float64 {
	if len(numbers) == 0 {
		return 1
	}
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}
