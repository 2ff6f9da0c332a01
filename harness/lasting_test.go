package harness

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"mxmcheck/analyzer/host"
)

func TestCosts(t *testing.T) {
	dir := t.TempDir()
	peaks, times := filepath.Join(dir, "memory"), filepath.Join(dir, "x", "times")
	id := func(name string) Host { return Host{ID: host.ID{Kind: "nixos", Name: name}} }
	if cost := Costs(peaks, times)(id("a")); cost != 1 {
		t.Errorf("nothing is known, and a host costs %v", cost)
	}
	l := newLasting(times)
	l.set(id("a").ID, 2*time.Second)
	l.set(id("b").ID, 4*time.Second)
	l.set(id("c").ID, time.Second)
	l.keep()
	if err := os.WriteFile(peaks, []byte(`{"nixos/a": 1073741824, "nixos/b": 8589934592}`), 0o644); err != nil {
		t.Fatal(err)
	}
	cost := Costs(peaks, times)
	for name, want := range map[string]float64{"a": 2000, "b": 8000, "c": 1000, "never evaluated": 2000} {
		if got := cost(id(name)); got != want {
			t.Errorf("%s costs %v, not %v", name, got, want)
		}
	}
	if err := os.WriteFile(times, []byte("null"), 0o644); err != nil {
		t.Fatal(err)
	}
	newLasting(times).set(id("a").ID, time.Second)
}
