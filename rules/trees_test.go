package rules_test

import (
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// A rule that reads trees alone runs where no facts were gathered, on whatever a repository holds.
func TestRulesOfTreesAlone(t *testing.T) {
	var alone []analyzer.Selected
	for _, rule := range rules.All() {
		if rule.Trees {
			alone = append(alone, analyzer.Selected{Rule: rule, Level: diag.Error})
		}
	}
	for _, name := range fixtures(t, "rules") {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree := fstest.MapFS{}
		for _, f := range archive.Files {
			tree[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			repo, err := analyzer.Load(t.Context(), tree, analyzer.Options{Trees: true})
			if err != nil {
				t.Fatal(err)
			}
			analyzer.Run(t.Context(), repo, alone, nil)
		})
	}
}
