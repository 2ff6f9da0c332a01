package harness

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRelockedInputs(t *testing.T) {
	lock := func(nodes string) string {
		dir := t.TempDir()
		text := `{"version":7,"root":"root","nodes":{"root":{"inputs":{"nixpkgs":"nixpkgs","home":"home","old":"old"}},` + nodes + `}}`
		if err := os.WriteFile(filepath.Join(dir, "flake.lock"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	home := `"home":{"inputs":{"nixpkgs":["nixpkgs"],"systems":"systems"},"locked":{"narHash":"sha256-same","rev":"%"}},`
	before := lock(home + `"systems":{"locked":{"narHash":"sha256-123456789"}},"old":{"locked":{"narHash":"sha256-x","rev":"deadbeefdead"}},
		"nixpkgs":{"locked":{"narHash":"sha256-a","rev":"0123456789ab","lastModified":1700000000}}`)
	after := lock(home + `"systems":{"locked":{"narHash":"sha256-987654321"}},
		"nixpkgs":{"locked":{"narHash":"sha256-b","rev":"ba9876543210","lastModified":1800000000}}`)
	want := []Relocked{
		{"home/systems", "1234567", "9876543"},
		{"nixpkgs", "0123456 of 2023-11-14", "ba98765 of 2027-01-15"},
		{"old", "deadbee", ""},
	}
	got, err := RelockedInputs(before, after)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("RelockedInputs (-want +got):\n%s%v", diff, err)
	}
	if same, err := RelockedInputs(after, after); len(same) > 0 || err != nil {
		t.Errorf("of one lock: %v, %v", same, err)
	}
	if none, err := RelockedInputs(t.TempDir(), t.TempDir()); len(none) > 0 || err != nil {
		t.Errorf("without locks: %v, %v", none, err)
	}
}
