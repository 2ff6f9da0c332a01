package main

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestOverlay(t *testing.T) {
	under := fstest.MapFS{
		"a.nix":     {Data: []byte("1")},
		"dir/b.nix": {Data: []byte("2")},
		"dir/c.nix": {Data: []byte("3")},
	}
	over := overlay{under, map[string]string{"dir/b.nix": "two", "dir/bb.nix": "new"}}
	if err := fstest.TestFS(over, "a.nix", "dir/b.nix", "dir/bb.nix", "dir/c.nix"); err != nil {
		t.Error(err)
	}
	texts := map[string]string{}
	for _, name := range []string{"a.nix", "dir/b.nix", "dir/bb.nix", "dir/c.nix"} {
		text, err := fs.ReadFile(over, name)
		if err != nil {
			t.Error(err)
		}
		texts[name] = string(text)
	}
	want := map[string]string{"a.nix": "1", "dir/b.nix": "two", "dir/bb.nix": "new", "dir/c.nix": "3"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}
