package harness

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func cachedExample(t *testing.T, parts ...string) (*Cache, Outcome) {
	t.Helper()
	s := example()
	o := Outcome{Host: s.Host, Roots: s.Roots, Records: s.Records, Effects: s.Effects, StandIn: s.StandIn}
	return NewCache(filepath.Join(t.TempDir(), "outcomes"), parts...), o
}

func keep(c *Cache, o Outcome, files string) error {
	return errors.Join(c.Stage(&o, files), c.Commit())
}

// What is staged is no entry before it is committed, and none at all once it is discarded.
func TestStagedOutcomesAreKeptTogether(t *testing.T) {
	c, o := cachedExample(t)
	for _, end := range []func() error{c.Discard, c.Commit} {
		if err := c.Stage(&o, "files"); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Outcome(o.Host, "files"); ok {
			t.Error("what is staged is given already")
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := c.Outcome(o.Host, "files"); !ok {
		t.Error("what was committed is not given")
	}
	if entries, err := os.ReadDir(c.dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left: %v", len(entries), err)
	}
}

func TestCacheGivesWhatWasKept(t *testing.T) {
	c, o := cachedExample(t, "tree", "lock")
	if _, ok := c.Outcome(o.Host, "files"); ok {
		t.Fatal("an empty cache knows a host")
	}
	if err := keep(c, o, "files"); err != nil {
		t.Fatal(err)
	}
	got, ok := c.Outcome(Host{ID: o.Host.ID}, "files")
	o.Cached = true
	if diff := cmp.Diff(o, got, cmpopts.IgnoreUnexported(Outcome{})); !ok || diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for name, other := range map[string]*Cache{
		"another part": NewCache(c.dir, "tree", "lock2"), "parts joined": NewCache(c.dir, "treelock"), "one part": NewCache(c.dir, "tree\n4\nlock"),
	} {
		if _, ok := other.Outcome(o.Host, "files"); ok {
			t.Errorf("%s gives the same outcome", name)
		}
	}
}

func TestCacheTellsFilesApart(t *testing.T) {
	c, o := cachedExample(t)
	if err := errors.Join(keep(c, o, "files"), c.KeepFact("fact", "files", 7)); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Outcome(o.Host, "other files"); ok {
		t.Error("other files give the same outcome")
	}
	var fact int
	if c.Fact("fact", "other files", &fact) || c.Fact("another", "files", &fact) || !c.Fact("fact", "files", &fact) || fact != 7 {
		t.Errorf("the fact is %d", fact)
	}
}

func TestCacheKeepsNoFailure(t *testing.T) {
	c, o := cachedExample(t)
	o.Failure = &Failure{Message: "it took longer than it may"}
	if err := keep(c, o, "files"); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Outcome(o.Host, "files"); ok {
		t.Error("a failure was kept")
	}
}

// Every byte of an entry counts: with any one of them changed, or the end cut off, there is none.
func TestDamagedEntryIsNone(t *testing.T) {
	c, o := cachedExample(t)
	if err := keep(c, o, "files"); err != nil {
		t.Fatal(err)
	}
	name := c.file(o.Host.String(), "files")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		damaged := append([]byte{}, whole...)
		damaged[i] ^= 1
		for _, text := range [][]byte{damaged, whole[:i]} {
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, ok := c.Outcome(o.Host, "files"); ok {
				t.Fatalf("damaged at byte %d of %d, the entry is still believed", i, len(whole))
			}
		}
	}
}

func TestPruneForgetsWhatNobodyAsksFor(t *testing.T) {
	c, o := cachedExample(t)
	if err := keep(c, o, "files"); err != nil {
		t.Fatal(err)
	}
	if err := c.KeepHosts(Listing{Hosts: []Host{o.Host}}, "files"); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * kept)
	if err := os.Chtimes(c.file("hosts", "files"), old, old); err != nil {
		t.Fatal(err)
	}
	if err := c.Prune(); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Hosts("files"); ok {
		t.Error("an old entry is still there")
	}
	if _, ok := c.Outcome(o.Host, "files"); !ok {
		t.Error("a fresh entry is gone")
	}
}

func TestTreeDigest(t *testing.T) {
	digest := func(change func(dir string)) string {
		dir := t.TempDir()
		for name, text := range map[string]string{"a": "1", "sub/b": "2"} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		change(dir)
		sum, err := TreeDigest(dir)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	seen := map[string]string{}
	for name, change := range map[string]func(dir string){
		"nothing":    func(string) {},
		"text":       func(dir string) { os.WriteFile(filepath.Join(dir, "a"), []byte("3"), 0o644) },
		"name":       func(dir string) { os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "c")) },
		"executable": func(dir string) { os.Chmod(filepath.Join(dir, "a"), 0o755) },
		"link":       func(dir string) { os.Symlink("a", filepath.Join(dir, "l")) },
		"link's end": func(dir string) { os.Symlink("sub/b", filepath.Join(dir, "l")) },
		"removed":    func(dir string) { os.Remove(filepath.Join(dir, "a")) },
	} {
		sum := digest(change)
		if other, same := seen[sum]; same {
			t.Errorf("%q and %q have one digest", name, other)
		}
		seen[sum] = name
	}
	if _, same := seen[digest(func(string) {})]; !same {
		t.Error("the same files have another digest")
	}
}
