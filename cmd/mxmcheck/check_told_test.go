package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A check of the snapshots that were accepted before sees each thing that a repository tells its inputs, or
// counts what it did not compare: it never says "unchanged", and no more.
func TestCheckSeesWhatInputsAreTold(t *testing.T) {
	for _, way := range waysToTell() {
		if way.unseen {
			continue
		}
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			if out, err := exec.Command("git", "-C", root, "init", "-q").CombinedOutput(); err != nil {
				t.Fatalf("git: %v\n%s", err, out)
			}
			snapshot := func(args ...string) (code int, out string) {
				var text bytes.Buffer
				code = run(append([]string{"snapshot", "--stand-ins", "--quiet", "-C", root}, args...), streams{in: strings.NewReader(""), out: &text, err: &text})
				return code, text.String()
			}
			for i, variant := range way.variants {
				writeFiles(t, root, toldRepository{chosen: []toldWay{way}, texts: []string{variant}}.files())
				if out, err := exec.Command("git", "-C", root, "add", ".").CombinedOutput(); err != nil {
					t.Fatalf("git: %v\n%s", err, out)
				}
				if code, out := snapshot("--check"); i > 0 && code != 1 && !strings.Contains(out, "not compared") {
					t.Errorf("%s\nbecame: %s\nand snapshot --check exits %d:\n%s", way.variants[i-1], variant, code, out)
				}
				if code, out := snapshot(); code != 0 {
					t.Fatalf("%s: exit %d\n%s", variant, code, out)
				}
			}
			if _, err := os.Stat(filepath.Join(root, "snapshots")); err != nil {
				t.Error(err)
			}
		})
	}
}
