package harness

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mxmcheck/analyzer/host"
)

func named(name string) host.ID { return host.ID{Kind: "nixos", Name: name} }

// fits enters hosts until one has to wait, and gives how many did not.
func fits(t *testing.T, a *admission, names ...string) (entered int, leave []func()) {
	t.Helper()
	for _, name := range names {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		out, err := a.enter(ctx, named(name), false)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			return entered, leave
		}
		if err != nil {
			t.Fatal(err)
		}
		entered++
		leave = append(leave, out)
	}
	return entered, leave
}

// Hosts that nobody knows yet take what was declared, others what they took last time; the numbers
// survive in a file, and one that is damaged says nothing.
func TestAdmission(t *testing.T) {
	o := Options{Budget: 100, Memory: 40, Peaks: filepath.Join(t.TempDir(), "memory", "peaks.json")}
	a := newAdmission(o)
	if n, _ := fits(t, a, "one", "two", "three"); n != 2 {
		t.Errorf("%d of three unknown hosts of 40 fit in 100, want 2", n)
	}
	a.took(named("one"), 10)
	a.took(named("two"), 90)
	a.keep()

	a = newAdmission(o)
	if n, _ := fits(t, a, "two", "one", "three"); n != 2 {
		t.Errorf("%d hosts of 90, 10 and 40 fit in 100, want 2", n)
	}
	if err := os.WriteFile(o.Peaks, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, _ := fits(t, newAdmission(o), "two", "one", "three"); n != 2 {
		t.Errorf("with a damaged file %d hosts of 40 fit in 100, want 2", n)
	}
}

// A host that is to be alone waits for all others, and then nobody else comes in; one that takes
// more than there is comes in alone.
func TestAdmissionAlone(t *testing.T) {
	a := newAdmission(Options{Budget: 100, Memory: 10})
	_, leave := fits(t, a, "one", "two")
	in := make(chan func())
	go func() {
		out, err := a.enter(context.Background(), named("three"), true)
		if err != nil {
			t.Error(err)
		}
		in <- out
	}()
	leave[0]()
	select {
	case <-in:
		t.Fatal("it came in beside another")
	case <-time.After(50 * time.Millisecond):
	}
	leave[1]()
	out := <-in
	if n, _ := fits(t, a, "four"); n != 0 {
		t.Error("another came in beside it")
	}
	out()
	a.took(named("big"), 1000)
	if n, _ := fits(t, a, "big", "one"); n != 1 {
		t.Errorf("%d came in with one that is larger than the budget, want it alone", n)
	}
}
