package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mistake is one change of this repository's tree that a person makes by accident, and what the
// rules must then say: nothing more, nothing less. The findings are written by hand.
type mistake struct {
	name     string
	file     string
	old, new string   // the one place in file, and what stands there then; old == "" with a new file
	also     edit     // of a second file, where one change makes two
	remove   bool     // the file is deleted, and git knows
	untrack  bool     // git no longer knows the file
	rules    []string // run these beside the default ones: they are off by default
	want     []found
}

// edit is one place of a file, and what stands there then.
type edit struct{ file, old, new string }

// found is a finding: the rule, the file, and the text it points at, from its first character.
type found struct{ Rule, File, At string }

// Each mistake in a copy of this repository gives exactly its findings, and the copy itself none.
func TestMistakesOfThisTree(t *testing.T) {
	root := copyOfThisRepository(t)
	every := []string{}
	for _, m := range mistakes {
		every = append(every, m.rules...)
	}
	if got := lintFindings(t, root, every); len(got) > 0 {
		t.Fatalf("the tree itself has findings: %v", got)
	}
	caught := 0
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			if m.check(t, root); !t.Failed() {
				caught++
			}
		})
	}
	fmt.Printf("mistakes of this tree: %d of %d\n", caught, len(mistakes))
	if len(mistakes) < 40 {
		t.Errorf("only %d mistakes", len(mistakes))
	}
}

func (m mistake) check(t *testing.T, root string) {
	name := filepath.Join(root, m.file)
	before, err := os.ReadFile(name)
	if err != nil && m.old != "" {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if m.old != "" && strings.Count(string(before), m.old) != 1 {
		t.Fatalf("%s has %q %d times", m.file, m.old, strings.Count(string(before), m.old))
	}
	t.Cleanup(func() { git(t, root, "reset", "-q", "--hard"); git(t, root, "clean", "-qfd") })
	switch {
	case m.remove:
		git(t, root, "rm", "-q", m.file)
	case m.untrack:
		git(t, root, "rm", "-q", "--cached", m.file)
	default:
		text := m.new
		if m.old != "" {
			text = strings.Replace(string(before), m.old, m.new, 1)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		git(t, root, "add", "-N", m.file)
	}
	m.also.apply(t, root)
	got := lintFindings(t, root, m.rules)
	if diff := cmp.Diff(m.want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func (e edit) apply(t *testing.T, root string) {
	if e.file == "" {
		return
	}
	name := filepath.Join(root, e.file)
	before, err := os.ReadFile(name)
	if err != nil || strings.Count(string(before), e.old) != 1 {
		t.Fatalf("%s: %q stands there %d times; %v", e.file, e.old, strings.Count(string(before), e.old), err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(before), e.old, e.new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// This repository, its fixtures too, has no findings, and nothing in it is unknown.
func TestThisRepositoryIsCleanAndKnown(t *testing.T) {
	var out, complaints bytes.Buffer
	code := run([]string{"lint", "-C", copyOfThisRepository(t)}, streams{in: strings.NewReader(""), out: &out, err: &complaints})
	if code != exitClean || !strings.HasPrefix(out.String(), "no findings in ") || strings.Contains(out.String(), "unknown") {
		t.Errorf("exit %d\n%s%s", code, out.String(), complaints.String())
	}
}

// lintFindings runs the default rules, and then those named, and gives the findings in report
// order. At is cut at the first space or semicolon.
func lintFindings(t *testing.T, root string, rules []string) []found {
	t.Helper()
	all := lintOnce(t, root)
	if len(rules) > 0 {
		args := []string{}
		for _, rule := range rules {
			args = append(args, "--rule", rule)
		}
		for _, more := range lintOnce(t, root, args...) {
			if !slices.Contains(all, more) { // the tree's pattern is strict: some of these rules are on
				all = append(all, more)
			}
		}
	}
	return all
}

func lintOnce(t *testing.T, root string, args ...string) []found {
	t.Helper()
	var out, complaints bytes.Buffer
	tree := []string{"flake.nix", "parts", "infrastructure", "shared"} // and not the fixtures
	run(slices.Concat([]string{"lint", "-C", root, "--format", "json"}, args, tree), streams{in: strings.NewReader(""), out: &out, err: &complaints})
	type place struct {
		File         string
		Line, Column int
		Message      string
	}
	var document struct {
		Findings []struct {
			Rule string
			place
			Related []place
		}
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), complaints.String())
	}
	var all []found
	for _, f := range document.Findings {
		places := []place{f.place}
		for _, other := range f.Related {
			if other.Message == "the same" { // one finding for all places of a cause
				places = append(places, other)
			}
		}
		for _, at := range places {
			all = append(all, found{f.Rule, at.File, wordAt(t, filepath.Join(root, at.File), at.Line, at.Column)})
		}
	}
	return slices.Compact(all)
}

func wordAt(t *testing.T, file string, line, column int) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(src), "\n")
	if line > len(lines) || column-1 > len(lines[line-1]) {
		t.Fatalf("%s has no %d:%d", file, line, column)
	}
	return strings.TrimRight(strings.TrimSpace(strings.SplitN(lines[line-1][column-1:], " ", 2)[0]), ";")
}
