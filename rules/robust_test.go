package rules_test

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/rules"
)

// A file that ends anywhere, as one does while it is being written, is one finding for who reads it,
// and no rule stumbles over it. Every rule looks at the whole repository with the broken file in it.
func TestNoRuleStumblesOverABrokenFile(t *testing.T) {
	names := fixtures(t, "rules")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree, _ := apart(archive.Files)
		for i, f := range tree {
			if filepath.Ext(f.Name) != ".nix" {
				continue
			}
			for at := i + 1; at < len(f.Data); at += 41 {
				broken := append([]txtar.File{}, tree...)
				broken[i] = txtar.File{Name: f.Name, Data: f.Data[:at]}
				lint(t, broken, untrackedIn(string(archive.Comment)), allRules()...)
			}
		}
	}
}

func allRules() []string {
	var names []string
	for _, r := range rules.All() {
		names = append(names, r.Name)
	}
	return names
}
