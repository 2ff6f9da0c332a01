package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Small repositories of mistakes that a person's modules held: what the strict pattern says of each, and what is said
// without it, are the lines "strict: RULE PLACE" and "default: RULE PLACE" of the story.
func TestStrictPattern(t *testing.T) {
	names, err := filepath.Glob("../../fixtures/strict/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for mode, line := range map[string]string{"default": "", "strict": "pattern = \"strict\"\n"} {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+mode, func(t *testing.T) {
				root := layOut(t, archive.Files, "modules = [\"modules\"]\n"+line)
				if diff := cmp.Diff(storyLines(string(archive.Comment), mode), rulesAndPlaces(t, root)); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// layOut writes the files of an archive and a configuration to a new folder, and gives that.
func layOut(t *testing.T, files []txtar.File, configuration string) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range append(slices.Clone(files), txtar.File{Name: configName, Data: []byte(configuration)}) {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func storyLines(story, key string) (rests []string) {
	for _, line := range strings.Split(story, "\n") {
		if rest, ok := strings.CutPrefix(line, key+": "); ok {
			rests = append(rests, rest)
		}
	}
	slices.Sort(rests)
	return rests
}

// rulesAndPlaces are the findings of lint, as "RULE FILE:LINE", sorted.
func rulesAndPlaces(t *testing.T, root string, args ...string) (lines []string) {
	t.Helper()
	var out, complaints bytes.Buffer
	if code := run(append([]string{"lint", "-C", root, "--format", "json"}, args...), streams{in: strings.NewReader(""), out: &out, err: &complaints}); code == exitCannot {
		t.Fatalf("exit %d: %s", code, &complaints)
	}
	var result struct {
		Findings []struct {
			Rule, File string
			Line       int
		}
	}
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		lines = append(lines, fmt.Sprintf("%s %s:%d", f.Rule, f.File, f.Line))
	}
	slices.Sort(lines)
	return lines
}
