package harness

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/google/renameio/v2"

	"mxmcheck/harness/probe"
)

// endings are the places at which walks ended, because what is there ends the evaluation: an option
// of nixpkgs that does so, does it on every host. Each of it costs a process, which evaluates anew
// what it needs of the host, unless it comes last. So the next walk comes there last: what it finds
// is the same, in whatever order it looks.
type endings struct {
	file string // where they are kept for the next run; "" for nowhere

	mu    sync.Mutex
	known map[string][]probe.Place // by kind of host
	found map[string][]probe.Place // by the walks of this run
}

// maxEndings bounds how many are walked last: each is looked for by itself.
const maxEndings = 50

// newEndings reads what an earlier run found. A file that is absent or damaged says nothing.
func newEndings(file string) *endings {
	e := &endings{file: file, known: map[string][]probe.Place{}, found: map[string][]probe.Place{}}
	if text, err := os.ReadFile(file); err == nil {
		if known, err := probe.ReadPlaces(text); err == nil {
			e.known = known
		}
	}
	return e
}

// of gives the places that a walk is to come to last.
func (e *endings) of(kind string) []probe.Place {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.known[kind])
}

// add notes where a walk ended. What lists the parts of a walk is no part that could come later.
func (e *endings) add(kind string, at probe.Announcement) {
	place := at.At.Usual()
	if len(place) < 2 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, list := range []map[string][]probe.Place{e.known, e.found} {
		if !slices.ContainsFunc(list[kind], func(other probe.Place) bool { return slices.Equal(other, place) }) && len(list[kind]) < maxEndings {
			list[kind] = append(list[kind], place)
		}
	}
}

// keep writes what this run found for the next. It is a hint: what cannot be written is left.
func (e *endings) keep() {
	e.mu.Lock()
	text, err := json.Marshal(e.found)
	e.mu.Unlock()
	if err != nil || e.file == "" || os.MkdirAll(filepath.Dir(e.file), 0o755) != nil {
		return
	}
	_ = renameio.WriteFile(e.file, text, 0o644)
}
