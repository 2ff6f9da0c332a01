package analyzer

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// A table whose key is named as the namespace sets no option; a host that does, does, whatever
// its shape.
func TestDataIsNoModule(t *testing.T) {
	repo, err := Load(fstest.MapFS{
		"module.nix":         {Data: []byte(`{ lib, ... }: { options.ns.a.enable = lib.mkEnableOption "a"; }`)},
		"constants.nix":      {Data: []byte(`{ ns = { x86_64-linux.names = [ "web" ]; }; }`)},
		"templates.nix":      {Data: []byte(`{ self, ... }: { ns = { description = "a template"; }; }`)},
		"hosts/web/main.nix": {Data: []byte(`{ ns.typo.enable = true; }`)},
		"list.nix":           {Data: []byte(`{ imports = [ ./imported.nix ]; }`)},
		"imported.nix":       {Data: []byte(`{ ns.typo.enable = true; }`)},
		"declared.nix":       {Data: []byte(`{ ns.a.enable = true; }`)},
		"formal.nix":         {Data: []byte(`{ lib, ... }: { ns.typo.enable = lib.mkDefault true; }`)},
	}, Options{Namespaces: []string{"ns"}, Hosts: []string{"hosts/*"}, Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range repo.Files {
		got[f.Name] = len(f.Definitions)
	}
	want := map[string]int{
		"module.nix": 0, "constants.nix": 0, "templates.nix": 0, "list.nix": 0,
		"hosts/web/main.nix": 1, "imported.nix": 1, "declared.nix": 1, "formal.nix": 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("definitions by file (-want +got):\n%s", diff)
	}
}
