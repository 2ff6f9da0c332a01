package rules_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/fix"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/rules"
)

// apart takes the files of a fixture's tree from those below fixed/, which are what the tree's
// files become when the fixture's rule, and no other, is fixed.
func apart(files []txtar.File) (tree, fixed []txtar.File) {
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Name, "fixed/"); ok {
			fixed = append(fixed, txtar.File{Name: name, Data: f.Data})
			continue
		}
		tree = append(tree, f)
	}
	return tree, fixed
}

// applyFixes applies the fixes of one rule, unsafe ones too if asked, and gives the result.
func applyFixes(t *testing.T, rule string, unsafe bool, files []txtar.File, untracked, named []string) fix.Result {
	t.Helper()
	result, err := fix.Run(func(texts map[string]string) (fix.Linted, error) {
		changed := slices.Clone(files)
		for i, f := range changed {
			if text, ok := texts[f.Name]; ok {
				changed[i].Data = []byte(text)
			}
		}
		repo := load(t, changed, untracked)
		return fix.Linted{
			Findings: analyzer.Run(t.Context(), repo, selected(named...), rules.Names()),
			File: func(name string) *syntax.File {
				if f := repo.File(name); f != nil {
					return f.File
				}
				return nil
			},
		}, nil
	}, fix.Options{Unsafe: unsafe, Want: func(d diag.Diagnostic) bool { return d.Rule == rule }})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// fixedFiles are the files that a result changed.
func fixedFiles(r fix.Result) map[string]string {
	texts := map[string]string{}
	for _, c := range r.Changes {
		texts[c.File] = c.After
	}
	return texts
}

// Fixes do what fixed/ shows, to no other file; fixing twice is fixing once; and a fix that is not
// safe waits to be asked for.
func TestFixes(t *testing.T) {
	for _, name := range fixtures(t, "rules") {
		rule := strings.TrimSuffix(filepath.Base(name), ".txtar")
		t.Run(rule, func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files, fixed := apart(archive.Files)
			story := string(archive.Comment)
			untracked, named := untrackedIn(story), rulesOf(name, story)
			want := map[string]string{}
			for _, f := range fixed {
				want[f.Name] = string(f.Data)
			}
			once := applyFixes(t, rule, true, files, untracked, named)
			if diff := cmp.Diff(want, fixedFiles(once)); diff != "" {
				t.Errorf("fixed files (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]fix.Refusal(nil), once.Refused); diff != "" {
				t.Errorf("refused fixes (-want +got):\n%s", diff)
			}
			again := applyFixes(t, rule, true, changedTree(files, once), untracked, named)
			if diff := cmp.Diff(map[string]string{}, fixedFiles(again)); diff != "" {
				t.Errorf("fixing again changed files (-want +got):\n%s", diff)
			}
			for _, d := range applyFixes(t, rule, false, files, untracked, named).Applied {
				if !d.Fix.Safe {
					t.Errorf("an unsafe fix was applied unasked: %v %s", d.Span, d.Fix.Message)
				}
			}
			checkLeft(t, rule, once)
			checkKind(t, rule, once)
		})
	}
}

func changedTree(files []txtar.File, r fix.Result) []txtar.File {
	files = slices.Clone(files)
	for i, f := range files {
		if text, ok := fixedFiles(r)[f.Name]; ok {
			files[i].Data = []byte(text)
		}
	}
	return files
}

// Every fix is of the kind that its rule says.
func checkKind(t *testing.T, rule string, r fix.Result) {
	t.Helper()
	kinds := map[string]analyzer.FixKind{"unused-suppression": analyzer.SafeFix}
	for _, r := range rules.All() {
		kinds[r.Name] = r.Fix
	}
	if len(r.Applied) == 0 && kinds[rule] != analyzer.NoFix {
		t.Errorf("%s has a fix that is %v, and its fixture shows none", rule, kinds[rule])
	}
	for _, d := range r.Applied {
		if d.Fix.Safe != (kinds[rule] == analyzer.SafeFix) || kinds[rule] == analyzer.NoFix {
			t.Errorf("%v: the fix is safe: %v; the rule says %v", d.Span, d.Fix.Safe, kinds[rule])
		}
	}
}

// checkLeft holds that fixes leave no finding that says it can be fixed, and bring no new one.
func checkLeft(t *testing.T, rule string, r fix.Result) {
	t.Helper()
	for _, d := range r.Left.Findings {
		if d.Rule == rule && d.Fix != nil {
			t.Errorf("%v: fixed, and still there: %s", d.Span, d.Message)
		}
		if _, changed := fixedFiles(r)[d.Span.File]; changed && d.Rule == "parse-error" && rule != "parse-error" && rule != "bad-suppression" {
			t.Errorf("%v: a fix broke the file: %s", d.Span, d.Message)
		}
	}
}
