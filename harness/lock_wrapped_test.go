package harness

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A flake that is grafted keeps its ways: to inputs that follow others, and to those in its own tree.
func TestGraftLeadsThroughThePath(t *testing.T) {
	whole := wholeLock{Nodes: map[string]map[string]any{"wrapper": {"inputs": map[string]any{}}}, Root: "wrapper"}
	var flake, other lockedFlake
	for text, into := range map[string]*lockedFlake{
		`{"original": {"path": "/f"}, "locked": {"path": "/f"}, "locks": {"root": "root", "nodes": {
			"root": {"inputs": {"a": "a", "b": ["a", "c"]}}, "a": {"inputs": {"c": "c"}}, "c": {"parent": ["a"]}}}}`: &flake,
		`{"original": {"path": "/o"}, "locked": {"path": "/o"}, "locks": {"root": "root", "nodes": {
			"root": {"inputs": {"d": "d"}}, "d": {"parent": []}}}}`: &other,
	} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	if err := whole.graft(flake, []string{"flake"}); err != nil {
		t.Fatal(err)
	}
	if err := whole.graft(other, []string{"flake", "a", "c"}); err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]any{
		"wrapper":        {"inputs": map[string]any{"flake": "flake root"}},
		"flake root":     {"inputs": map[string]any{"a": "flake a", "b": []any{"flake", "a", "c"}}, "locked": map[string]any{"path": "/f"}, "original": map[string]any{"path": "/f"}},
		"flake a":        {"inputs": map[string]any{"c": "flake/a/c root"}},
		"flake c":        {"parent": []any{"flake", "a"}},
		"flake/a/c root": {"inputs": map[string]any{"d": "flake/a/c d"}, "locked": map[string]any{"path": "/o"}, "original": map[string]any{"path": "/o"}},
		"flake/a/c d":    {"parent": []any{"flake", "a", "c"}},
	}
	if diff := cmp.Diff(want, whole.Nodes); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if err := whole.graft(other, []string{"flake", "x", "y"}); err == nil {
		t.Error("an input that is not there is replaced")
	}
}
