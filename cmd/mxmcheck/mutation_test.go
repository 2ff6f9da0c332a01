package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/harness"
)

// Every boolean that a host or a module of this repository sets in the namespace, where a host has
// it, is flipped, one at a time: snapshot --check must exit 1 and name the option and the file.
func TestEveryFlippedBooleanIsSeen(t *testing.T) {
	root := copyOfThisRepository(t)
	facts := factsOf(t, root)
	accepted := readSnapshots(t, root)
	flipped, seen := 0, 0
	for _, f := range facts.Files {
		for _, d := range f.Definitions {
			value, ok := d.Value.(*syntax.Ident)
			if !ok || value.Name != "true" && value.Name != "false" || d.Dynamic || !facts.InNamespace(d.Path) {
				continue
			}
			if host, shown := hostShowing(accepted, f.Name, d.Path.String()); shown {
				flipped++
				if flip(t, root, host, f, value, d.Path.String()) {
					seen++
				}
			}
		}
	}
	if flipped < 30 {
		t.Errorf("only %d booleans were flipped", flipped)
	}
	t.Logf("%d of %d flips were seen", seen, flipped)
}

// factsOf reads a copy of this repository.
func factsOf(t *testing.T, root string) *analyzer.Repo {
	t.Helper()
	files, err := harness.ListFiles(t.Context(), root, false)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzer.Load(t.Context(), os.DirFS(root), analyzer.Options{
		Namespaces: []string{"mxmlabs"}, Hosts: []string{"infrastructure/*/*"}, Git: true, Tracked: files.Tracked, Jobs: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func copyOfThisRepository(t *testing.T) string {
	t.Helper()
	return cloneOf(t, "../..")
}

// readSnapshots gives the text of every accepted snapshot by the name of its host.
func readSnapshots(t *testing.T, root string) map[string]string {
	t.Helper()
	accepted := map[string]string{}
	names, err := filepath.Glob(filepath.Join(root, "snapshots", "*", "*.snap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no snapshots: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		accepted[strings.TrimSuffix(filepath.Base(name), ".snap")] = string(text)
	}
	return accepted
}

// hostShowing finds a host whose accepted snapshot has the option from that file: what no host
// has, no flip can change.
func hostShowing(accepted map[string]string, file, option string) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(accepted)) {
		_, record, found := strings.Cut("\n"+accepted[name], "\n"+option+" = ")
		if !found {
			continue
		}
		_, record, _ = strings.Cut(record, "\n    : ")
		source, _, _ := strings.Cut(record, "\n")
		if slices.Contains(strings.Fields(source), file) {
			return name, true
		}
	}
	return "", false
}

func flip(t *testing.T, root, host string, f *analyzer.File, value *syntax.Ident, option string) (seen bool) {
	t.Helper()
	other := map[string]string{"true": "false", "false": "true"}[value.Name]
	name := filepath.Join(root, f.Name)
	changed := f.Src[:value.Pos()] + other + f.Src[value.End():]
	if err := os.WriteFile(name, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.WriteFile(name, []byte(f.Src), 0o644)
	var out, complaints bytes.Buffer
	code := run([]string{"snapshot", host, "--check", "--stand-ins", "--verbose", "-C", root}, streams{in: strings.NewReader(""), out: &out, err: &complaints})
	report := out.String()
	named := strings.Contains(report, option) && strings.Contains(report, f.Name)
	broken := strings.Contains(report, host+" failed\n  infrastructure/") // another file needs what the flip took away
	if code != exitFindings || !named && !broken {
		t.Errorf("%s: %s flipped to %s: exit %d\n%s%s", f.Name, option, other, code, report, complaints.String())
		return false
	}
	return true
}
