package standin

import (
	"os"
	"strings"
	"testing"
)

func TestMaterialize(t *testing.T) {
	dir := t.TempDir()
	options := Options{Namespaces: []string{"mxmlabs"}, Packages: []string{"go", "python313Packages.httpx"}}
	first, err := Materialize(dir, Names(), options)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Materialize(dir, []string{"nixpkgs"}, options)
	if err != nil || second["nixpkgs"] != first["nixpkgs"] {
		t.Fatalf("a second call gives %q, %v; the first gave %q", second["nixpkgs"], err, first["nixpkgs"])
	}
	for _, folder := range first {
		if _, err := os.Stat(folder + "/flake.nix"); err != nil {
			t.Error(err)
		}
	}
	_, err = Materialize(dir, []string{"nixpkgs", "elsewhere"}, options)
	if err == nil || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("an input without a stand-in gives %v", err)
	}
}
