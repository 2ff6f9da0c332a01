package syntax

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
)

// A file's Walk visits the nodes that Walk visits, in that order, wherever the visitor goes no deeper.
func TestFilesAreWalkedAsTreesAre(t *testing.T) {
	names, err := filepath.Glob("../../fixtures/syntax/*/*.nix")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range names {
		f := Parse(name, []byte(read(t, name)))
		for seed := range uint64(5) {
			visited := func(walk func(func(Node) bool)) (list []Node) {
				random := rand.New(rand.NewPCG(seed, 0))
				walk(func(n Node) bool {
					list = append(list, n)
					return random.Uint64N(5) >= seed
				})
				return list
			}
			want := visited(func(visit func(Node) bool) { Walk(f.Root, visit) })
			if got := visited(f.Walk); !slices.Equal(want, got) {
				t.Errorf("%s: %d nodes are visited, want %d", name, len(got), len(want))
			}
		}
	}
}
