package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/harness"
)

// Every boolean that a host of this repository sets is flipped, one at a time, and every boolean
// that a shared module sets outside the namespace where a host has it: snapshot --check must exit 1
// and name the option and the file.
func TestEveryFlippedBooleanIsSeen(t *testing.T) {
	root := copyOfThisRepository(t)
	files, err := harness.ListFiles(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzer.Load(os.DirFS(root), analyzer.Options{
		Namespaces: []string{"mxmlabs"}, Hosts: []string{"infrastructure/*/*"}, Git: true, Tracked: files.Tracked, Jobs: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	accepted := readSnapshots(t, root)
	flipped := 0
	for _, f := range facts.Files {
		for _, d := range f.Definitions {
			value, ok := d.Value.(*syntax.Ident)
			if !ok || value.Name != "true" && value.Name != "false" || d.Dynamic || !shows(accepted, f.Name, d.Path.String()) {
				continue
			}
			flipped++
			flip(t, root, f, value, d.Path.String())
		}
	}
	if flipped < 30 {
		t.Errorf("only %d booleans were flipped", flipped)
	}
	t.Logf("%d of %d flips were seen", flipped, flipped)
}

func copyOfThisRepository(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "repo")
	out, err := exec.Command("git", "clone", "-q", "../..", root).CombinedOutput()
	if err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	return root
}

func readSnapshots(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	names, err := filepath.Glob(filepath.Join(root, "snapshots", "*", "*.snap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no snapshots: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// shows reports whether some accepted snapshot has the option from that file: what no host has,
// no flip can change.
func shows(accepted, file, option string) bool {
	for rest := accepted; ; {
		i := strings.Index(rest, option+" = ")
		if i < 0 {
			return false
		}
		rest = rest[i+len(option):]
		record, _, _ := strings.Cut(rest, "\n    : ")
		_, after, _ := strings.Cut(rest[len(record):], "    : ")
		source, _, _ := strings.Cut(after, "\n")
		if strings.HasSuffix(source, file) || strings.Contains(source, file+" ") {
			return true
		}
	}
}

func flip(t *testing.T, root string, f *analyzer.File, value *syntax.Ident, option string) {
	t.Helper()
	other := map[string]string{"true": "false", "false": "true"}[value.Name]
	name := filepath.Join(root, f.Name)
	changed := f.Src[:value.Pos()] + other + f.Src[value.End():]
	if err := os.WriteFile(name, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.WriteFile(name, []byte(f.Src), 0o644)
	var out, complaints bytes.Buffer
	code := run([]string{"snapshot", "--check", "--stand-ins", "--quiet", "-C", root}, streams{in: strings.NewReader(""), out: &out, err: &complaints})
	if code != exitFindings || !strings.Contains(out.String(), option) && !strings.Contains(out.String(), "failed") || !strings.Contains(out.String(), f.Name) {
		t.Errorf("%s: %s flipped to %s: exit %d\n%s%s", f.Name, option, other, code, out.String(), complaints.String())
	}
}
