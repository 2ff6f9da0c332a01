package standin_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/harness"
	"mxmcheck/harness/probe"
)

// nixosOption is a row of the table of options that somebody looked up.
type nixosOption struct{ path, kind string }

func nixosOptions(t *testing.T) (rows []nixosOption) {
	t.Helper()
	text, err := os.ReadFile("../../fixtures/tree/nixos-options.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		path, kind, found := strings.Cut(line, "    ")
		if !found {
			t.Fatalf("fixtures/tree/nixos-options.txt: no type in %q", line)
		}
		rows = append(rows, nixosOption{path, strings.TrimSpace(kind)})
	}
	return rows
}

// NixOS itself is not here to ask, so every one of its options that a host sets must be in a table
// that somebody looked up, and every row of the table must be set somewhere.
func TestTreeSetsOnlyOptionsThatWereLookedUp(t *testing.T) {
	known := map[string]bool{} // by whether a host sets it
	for _, row := range nixosOptions(t) {
		known[row.path] = false
	}
	unknown := map[string]bool{}
	for _, path := range nixosEffects(t) {
		name := lookedUp(known, path)
		if name == "" {
			unknown[strings.Join(path, ".")] = true
		}
		known[name] = true
	}
	delete(known, "")
	if len(unknown) > 0 {
		t.Errorf("not in fixtures/tree/nixos-options.txt: %q", slices.Sorted(maps.Keys(unknown)))
	}
	var idle []string
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if !known[name] {
			idle = append(idle, name)
		}
	}
	if diff := cmp.Diff([]string(nil), idle); diff != "" {
		t.Errorf("listed, and set by no host (-want +got):\n%s", diff)
	}
}

// nixosEffects are the paths that the snapshots of NixOS hosts have outside the namespace, without
// those that other inputs declare.
func nixosEffects(t *testing.T) (paths [][]string) {
	t.Helper()
	snapshots := snapshotsOf(t, "nixos")
	if len(snapshots) != 6 {
		t.Fatalf("%d snapshots of NixOS hosts", len(snapshots))
	}
	for _, snapshot := range snapshots {
		for _, effect := range snapshot.Effects {
			if harness.IsTaken(effect.Path) { // it is no definition
				continue
			}
			path := probe.SplitPath(effect.Path)
			if !slices.Contains([]string{"disko", "home-manager", "sops"}, path[0]) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// snapshotsOf are the accepted snapshots of hosts of a kind; "*" stands for every kind.
func snapshotsOf(t *testing.T, kind string) (snapshots []harness.Snapshot) {
	t.Helper()
	names, err := filepath.Glob("../../snapshots/" + kind + "/*.snap")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		snapshots = append(snapshots, readSnapshot(t, name))
	}
	return snapshots
}

func readSnapshot(t *testing.T, name string) harness.Snapshot {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := harness.ReadSnapshot(text)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

// lookedUp gives the known name that a path has, "" if there is none: that with the fewest <name>
// where several have it.
func lookedUp(known map[string]bool, path []string) (best string) {
	for name := range known {
		parts := strings.Split(name, ".")
		fits := slices.EqualFunc(parts, path, func(part, given string) bool { return part == "<name>" || part == given })
		if fits && (best == "" || strings.Count(name, "<name>") < strings.Count(best, "<name>")) {
			best = name
		}
	}
	return best
}
