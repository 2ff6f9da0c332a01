package rules_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// linesOf are the rests of a story's lines that begin with a key.
func linesOf(story, key string) []string {
	var rests []string
	for _, line := range strings.Split(story, "\n") {
		if rest, ok := strings.CutPrefix(line, key+": "); ok {
			rests = append(rests, strings.TrimSpace(rest))
		}
	}
	return rests
}

// Shapes of real repositories in which a rule once gave a false alarm, each beside a fault that it
// finds there. A line "unknown: REGEXP" of the story is what the summary must say.
func TestShapes(t *testing.T) {
	for _, name := range fixtures(t, "shapes") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			story := string(archive.Comment)
			repo := load(t, archive.Files, nil, linesOf(story, "namespace")...)
			checkWants(t, archive.Files, analyzer.Run(t.Context(), repo, selected(linesOf(story, "rule")...), rules.Names()))
			for _, pattern := range linesOf(story, "unknown") {
				re := regexp.MustCompile(pattern)
				if !slices.ContainsFunc(repo.Unknowns, func(u diag.Unknown) bool { return re.MatchString(u.Span.File + ": " + u.Message) }) {
					t.Errorf("no unknown is like %q: %v", pattern, repo.Unknowns)
				}
			}
		})
	}
}
