package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"
)

// toldEdit replaces the bytes of a file from start up to end.
type toldEdit struct {
	file       string
	start, end int
	text       string
}

// Whoever applies the edits that JSON or SARIF tells of, and lints again until there are none, gets the files that fix
// writes: on the fixtures of all rules that have fixes. Both are as their schemas have them.
func TestToldEditsAreThoseOfFix(t *testing.T) {
	names, err := filepath.Glob("../../fixtures/rules/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var changing atomic.Int32
	t.Cleanup(func() { // after the parallel ones
		if changing.Load() < 20 {
			t.Errorf("fix changed something in %d fixtures", changing.Load())
		}
	})
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "fixed/") }) {
			continue
		}
		rule := strings.TrimSuffix(filepath.Base(name), ".txtar")
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			fixed := fixtureTree(t, archive)
			before := textsBelow(t, fixed)
			mxmcheckIn(t, fixed, "fix", "--unsafe", "--rule", rule)
			want := textsBelow(t, fixed)
			if !cmp.Equal(before, want) {
				changing.Add(1)
			}
			for format, read := range map[string]func(*testing.T, string, string) [][]toldEdit{"json": jsonEdits, "sarif": sarifEdits} {
				root := fixtureTree(t, archive)
				for applyTold(t, root, read(t, root, mxmcheckIn(t, root, "lint", "--format", format, "--rule", rule))) {
				}
				if diff := cmp.Diff(want, textsBelow(t, root)); diff != "" {
					t.Errorf("%s (-fix +told):\n%s", format, diff)
				}
			}
		})
	}
}

// fixtureTree lays a fixture out as a repository, without what its fixes make of it.
func fixtureTree(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	root, files := t.TempDir(), map[string]string{"mxmcheck.toml": "modules = [\"modules\"]\nhosts = [\"hosts/*\"]\n"}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "fixed/") {
			files[f.Name] = string(f.Data)
		}
	}
	writeFiles(t, root, files)
	gitIn(t, root, "init", "-q")
	gitIn(t, root, "add", ".")
	return root
}

func textsBelow(t *testing.T, root string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range strings.Fields(outputOf(t, root, "ls-files")) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// applyTold applies the fixes that touch no text which another one has changed, each whole, and reports whether there was
// one.
func applyTold(t *testing.T, root string, fixes [][]toldEdit) bool {
	t.Helper()
	var chosen []toldEdit
	for _, fix := range fixes {
		if !slices.ContainsFunc(fix, func(e toldEdit) bool { return slices.ContainsFunc(chosen, e.meets) }) {
			chosen = append(chosen, fix...)
		}
	}
	slices.SortFunc(chosen, func(a, b toldEdit) int { return b.start - a.start }) // the last first: the places before it stay
	for _, e := range chosen {
		name := filepath.Join(root, e.file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, slices.Concat(text[:e.start], []byte(e.text), text[e.end:]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return len(chosen) > 0
}

func (e toldEdit) meets(o toldEdit) bool {
	return e.file == o.file && e.start <= o.end && o.start <= e.end
}

// readTold reads a document that is as its schema has it.
func readTold(t *testing.T, schema, text string, into any) {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

func jsonEdits(t *testing.T, _, text string) (fixes [][]toldEdit) {
	t.Helper()
	var told struct {
		Findings []struct {
			Fix struct {
				Edits []struct {
					File       string
					Start, End int
					Text       string
				}
			}
		}
	}
	readTold(t, "../../docs/findings.schema.json", text, &told)
	for _, d := range told.Findings {
		var fix []toldEdit
		for _, e := range d.Fix.Edits {
			fix = append(fix, toldEdit{e.File, e.Start, e.End, e.Text})
		}
		fixes = append(fixes, fix)
	}
	return fixes
}

func sarifEdits(t *testing.T, root, text string) (fixes [][]toldEdit) {
	t.Helper()
	var told struct {
		Runs []struct {
			Results []struct {
				Fixes []struct {
					ArtifactChanges []struct {
						ArtifactLocation struct{ URI string }
						Replacements     []struct {
							DeletedRegion   struct{ StartLine, StartColumn, EndLine, EndColumn int }
							InsertedContent struct{ Text string }
						}
					}
				}
			}
		}
	}
	readTold(t, "../../fixtures/schemas/sarif-2.1.0-rtm.4.json", text, &told)
	for _, result := range told.Runs[0].Results {
		for _, f := range result.Fixes {
			var fix []toldEdit
			for _, change := range f.ArtifactChanges {
				lines := strings.SplitAfter(textsBelow(t, root)[change.ArtifactLocation.URI], "\n")
				for _, r := range change.Replacements {
					at := r.DeletedRegion
					fix = append(fix, toldEdit{change.ArtifactLocation.URI, bytesBefore(lines, at.StartLine, at.StartColumn), bytesBefore(lines, at.EndLine, at.EndColumn), r.InsertedContent.Text})
				}
			}
			fixes = append(fixes, fix)
		}
	}
	return fixes
}

// bytesBefore counts the bytes before a place, whose column is in characters.
func bytesBefore(lines []string, line, column int) int {
	return len(strings.Join(lines[:line-1], "")) + len(string([]rune(lines[line-1])[:column-1]))
}
