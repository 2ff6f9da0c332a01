package harness

import (
	"os"
	"path/filepath"
	"testing"
)

// Only a place in the store stays what it is: a folder elsewhere, a link, and a reference that follows
// a branch may be something else at the next run.
func TestFixedOverrides(t *testing.T) {
	entries, err := os.ReadDir("/nix/store")
	if err != nil {
		t.Fatal(err)
	}
	var folder string
	for _, e := range entries {
		if e.IsDir() && storeEntry.MatchString("/nix/store/"+e.Name()) {
			folder = "/nix/store/" + e.Name()
		}
	}
	if folder == "" {
		t.Fatal("the store has no folder")
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]bool{
		folder: true, "path:" + folder: true, "path:" + folder + "?dir=x": true,
		"path:" + folder + "/below": false, "path:" + folder + "/../x": false, "path:" + link: false, "path:.": false, "/nix/store": false,
		"github:NixOS/nixpkgs": false, "git+file://" + folder: false, "path:/nix/store/00000000000000000000000000000000-gone": false,
	} {
		if got := (Override{Input: "nixpkgs", Ref: ref}).Fixed(); got != want {
			t.Errorf("%s: %t", ref, got)
		}
	}
}
