package harness

import (
	"os"
	"sync"
	"testing"
)

// Runs that begin at once sweep away what dead runs left, and never each other's folders.
func TestScratchSurvivesSweeps(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				s, err := newScratch()
				if err != nil {
					t.Error(err)
					return
				}
				if err := os.WriteFile(s.tree(), nil, 0o644); err != nil {
					t.Error(err)
				}
				if err := s.remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
