package analyzer_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
)

// A file that reads the whole namespace may use every option: that is reported, with its place.
func TestNamespaceReadWhole(t *testing.T) {
	repo, err := analyzer.Load(t.Context(), fstest.MapFS{
		"m.nix":   {Data: []byte(`{ lib, ... }: { options.n.a = lib.mkOption { }; }`)},
		"lib.nix": {Data: []byte(`host: builtins.toJSON host.config.n`)},
	}, analyzer.Options{Namespaces: []string{"n"}, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(repo.Unknowns) != 1 || repo.Unknowns[0].Span.File != "lib.nix" || !strings.HasPrefix(repo.Unknowns[0].Message, "n is read whole") {
		t.Errorf("unknowns %v", repo.Unknowns)
	}
	if !repo.IsRead(analyzer.Path{"n", "a"}) {
		t.Error("n.a counts as not read, although everything is")
	}
}
