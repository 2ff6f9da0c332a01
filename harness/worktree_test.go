package harness

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// After every sort of change, what is kept of the look before gives the digests that reading everything gives.
func TestDigestsAfterChanges(t *testing.T) {
	root := t.TempDir()
	name := func(i int) string { return filepath.Join(root, fmt.Sprintf("f%02d", i)) }
	for i := range 40 {
		write(t, name(i), fmt.Sprint(i%10))
	}
	random := rand.New(rand.NewPCG(1, 2))
	var before WorkTree
	var kept Digests
	for round := range 4 {
		if round != 2 { // in which nothing is settled
			time.Sleep(tick + 100*time.Millisecond)
		}
		for i := range 40 {
			if random.IntN(3) == 0 {
				changeFile(t, name(i), random.IntN(7))
			}
		}
		tree, err := Files{}.Look(root)
		if err != nil {
			t.Fatal(err)
		}
		want, err := tree.Digests()
		if err != nil {
			t.Fatal(err)
		}
		got, err := tree.DigestsAfter(before, kept)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("round %d: %v (-want +got):\n%s", round, err, diff)
		}
		before, kept = tree, got
	}
}

// changeFile changes a file, or puts another one in its place, in one of the ways in which its size, its date or both stay.
func changeFile(t *testing.T, name string, way int) {
	t.Helper()
	dated := time.Now().Add(-time.Hour)
	info, err := os.Stat(name)
	if err == nil {
		dated = info.ModTime()
	}
	switch way {
	case 0:
		write(t, name, "x")
	case 1:
		write(t, name, "longer")
	case 2:
		write(t, name, "y")
		err = os.Chtimes(name, dated, dated)
	case 3:
		write(t, name+".new", "z")
		err = os.Chtimes(name+".new", dated, dated)
		if err == nil {
			err = os.Rename(name+".new", name)
		}
	case 4:
		err = os.RemoveAll(name)
	case 5:
		if err = os.RemoveAll(name); err == nil {
			err = os.Symlink("target", name)
		}
	case 6:
		write(t, name, "w")
		err = os.Chmod(name, 0o755)
	}
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
