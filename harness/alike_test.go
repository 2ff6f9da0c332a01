package harness

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/host"
)

// fleetOutcome is a host of a fleet: 1,600 options, most of them as every other host has them.
func fleetOutcome(i int) Outcome {
	o := Outcome{Host: Host{ID: host.ID{Kind: "nixos", Name: fmt.Sprintf("host%03d", i)}, System: "x86_64-linux"}, Roots: []string{"mxmlabs"}}
	for n := range 1600 {
		o.Records = append(o.Records, Record{Path: fmt.Sprintf("mxmlabs.m%03d.o%d", n/8, n%8), Value: fmt.Sprintf("value %d", n%50), Type: "str", Priority: "default", Files: []string{fmt.Sprintf("modules/m%03d.nix", n/8)}})
	}
	o.Records[0].Value = []any{o.Host.Name, "a\nb", map[string]any{"x": nil}, []any{}}
	o.Records[1].Value = strings.Repeat(o.Host.Name, 100)
	o.Effects = []Record{{Path: "a", Value: Special{Kind: "error", Text: "x"}, Files: []string{"modules/m000.nix"}}, {Path: "b", Value: "a\nb", Files: nil}}
	return o
}

// What a cache gives of the second host of a fleet is what it keeps of it, and nobody who writes to one
// host's lists changes another.
func TestLinesAlikeAreReadAsEachIsWritten(t *testing.T) {
	cache := NewCache(t.TempDir(), "x")
	for i := range 3 {
		if err := keep(cache, fleetOutcome(i), "files"); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []int{0, 1, 1, 2} {
		want := fleetOutcome(i)
		got, ok := cache.Outcome(want.Host, "files")
		if !ok {
			t.Fatalf("%s is not known", want.Host)
		}
		if diff := cmp.Diff(SnapshotOf(want), SnapshotOf(got)); diff != "" {
			t.Errorf("%s (-kept +given)\n%s", want.Host, diff)
		}
		got.Records[0].Value.([]any)[0] = "overwritten"
	}
}

// A snapshot is what an outcome is written as, to the byte, whether it is known or evaluated.
func TestKnownOutcomesAreComparedToTheByte(t *testing.T) {
	store := Store{Root: t.TempDir(), Dir: "snapshots"}
	cache := NewCache(t.TempDir(), "x")
	o := fleetOutcome(0)
	if err := keep(cache, o, "files"); err != nil {
		t.Fatal(err)
	}
	known, ok := cache.Outcome(o.Host, "files")
	if !ok {
		t.Fatal("nothing is known")
	}
	for i, change := range []func(*Outcome){
		func(*Outcome) {},
		func(o *Outcome) { o.Records[5].Value = "another" },
		func(o *Outcome) { o.Records[5].Files = []string{"other.nix"} },
		func(o *Outcome) { o.Effects = nil },
		func(o *Outcome) { o.Roots = nil },
	} {
		accepted := fleetOutcome(0)
		change(&accepted)
		if err := store.Write(SnapshotOf(accepted)); err != nil {
			t.Fatal(err)
		}
		for _, now := range []Outcome{o, known} {
			if _, found, same, err := store.ReadBeside(now); err != nil || !found || same != (i == 0) {
				t.Errorf("change %d, cached %t: found %t, same %t, %v", i, now.Cached, found, same, err)
			}
		}
	}
}

// BenchmarkKnownFleet reads what is known of 100 hosts, and compares it with what was accepted.
func BenchmarkKnownFleet(b *testing.B) {
	store := Store{Root: b.TempDir(), Dir: "snapshots"}
	dir := b.TempDir()
	var hosts []Host
	for i := range 100 {
		o := fleetOutcome(i)
		hosts = append(hosts, o.Host)
		if err := keep(NewCache(dir, "x"), o, "files"); err != nil {
			b.Fatal(err)
		}
		if err := store.Write(SnapshotOf(o)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		cache := NewCache(dir, "x")
		for _, one := range hosts {
			o, ok := cache.Outcome(one, "files")
			if _, _, same, err := store.ReadBeside(o); err != nil || !ok || !same {
				b.Fatal(one, ok, same, err)
			}
		}
	}
}
