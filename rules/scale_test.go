package rules_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mxmcheck/analyzer"
	"mxmcheck/rules"
)

// corpus reads the .nix files of a folder, and its flake.lock.
func corpus(b *testing.B, dir string) (files map[string][]byte, size int) {
	b.Helper()
	files = map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.HasSuffix(name, ".nix") && name != "flake.lock" {
			return err
		}
		data, err := fs.ReadFile(os.DirFS(dir), name)
		files[name] = data
		size += len(data)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return files, size
}

// sideBySide writes a repository that holds copies of another in folders, and names its files. The
// copies are no flakes of their own, as those would be left out; the first is the flake of all.
func sideBySide(b *testing.B, files map[string][]byte, copies int) (dir string, names []string) {
	b.Helper()
	dir = b.TempDir()
	for i := range copies {
		for name, data := range files {
			if i > 0 && path.Base(name) == "flake.nix" {
				continue
			}
			if i > 0 {
				name = path.Join(fmt.Sprintf("copy%d", i), name)
			}
			if err := os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				b.Fatal(err)
			}
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return dir, names
}

// BenchmarkLint loads the folder CORPUS, with options below NAMESPACE, and runs every rule on it:
// once as it is, and on ten copies side by side, which must take at most ten times as long. Metrics
// are nanoseconds, bytes allocated, and how many times the source is held in memory at the end.
func BenchmarkLint(b *testing.B) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		b.Skip("set CORPUS and NAMESPACE, or run make bench-lint CORPUS=DIR NAMESPACE=NS")
	}
	files, size := corpus(b, dir)
	var all []analyzer.Selected
	for _, r := range rules.All() {
		all = append(all, analyzer.Selected{Rule: r, Level: r.Severity})
	}
	for _, copies := range []int{1, 10} {
		b.Run(fmt.Sprintf("copies=%d", copies), func(b *testing.B) {
			dir, names := sideBySide(b, files, copies)
			opts := analyzer.Options{Namespaces: strings.Split(os.Getenv("NAMESPACE"), ","), Modules: []string{"modules"}, Git: true, Tracked: names, Jobs: 2}
			b.SetBytes(int64(size * copies))
			b.ReportAllocs()
			found := 0
			held := uint64(0)
			for b.Loop() {
				before := heap()
				repo, err := analyzer.Load(b.Context(), os.DirFS(dir), opts)
				if err != nil {
					b.Fatal(err)
				}
				found = len(analyzer.Run(b.Context(), repo, all, rules.Names()))
				held = max(held, heap()-before)
				runtime.KeepAlive(repo)
			}
			b.ReportMetric(float64(found), "findings")
			b.ReportMetric(float64(held)/float64(size*copies), "held/source")
		})
	}
}

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
