package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write into the documents what their commands print")

// transcript is a command that the documents show, and what they say it prints.
type transcript struct{ file, command, output string }

// transcripts reads the blocks of the documents that begin with a prompt.
func transcripts(t *testing.T) []transcript {
	t.Helper()
	names, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```\n\\$ (mxmcheck[^\n]*)\n(.*?)```\n")
	var found []transcript
	for _, name := range append(names, "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			found = append(found, transcript{name, m[1], m[2]})
		}
	}
	return found
}

// edits are what somebody did to this tree before a command of the documents: in the file, the
// first text became the second.
func edits(command string) (file, old, changed string) {
	switch command {
	case "mxmcheck lint":
		return "infrastructure/hetzner/bastion/default.nix", "roles.server.enable", "roles.servr.enable"
	case "mxmcheck snapshot --check --stand-ins --quiet":
		return "shared/modules/platforms/nixos/security.nix", "enable = base.firewall.enable;", "enable = false;"
	}
	return "", "", ""
}

// Every command that the documents show prints, on this tree, what they say.
func TestTranscripts(t *testing.T) {
	found := transcripts(t)
	if len(found) < 2 {
		t.Fatalf("%d transcripts in the documents", len(found))
	}
	program := build(t)
	for _, one := range found {
		t.Run(one.command, func(t *testing.T) {
			file, old, changed := edits(one.command)
			if file == "" {
				t.Fatalf("%s shows %q, and this test does not know what was done before", one.file, one.command)
			}
			tree := copyOfThisRepository(t)
			replaceIn(t, filepath.Join(tree, file), old, changed)
			run := exec.Command(program, strings.Fields(one.command)[1:]...)
			run.Dir = tree
			var stderr bytes.Buffer
			run.Stderr = &stderr
			out, err := run.Output()
			if run.ProcessState.ExitCode() != exitFindings {
				t.Errorf("exit: %v\n%s", err, stderr.String())
			}
			if *update {
				replaceIn(t, one.file, one.output, string(out))
			} else if diff := cmp.Diff(one.output, string(out)); diff != "" {
				t.Errorf("what %s says is not what it prints; go test ./cmd/mxmcheck -run Transcripts -update corrects it (-want +got):\n%s", one.file, diff)
			}
		})
	}
}

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mxmcheck")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

func replaceIn(t *testing.T, name, old, changed string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(text, []byte(old)) != 1 {
		t.Fatalf("%s has %q %d times, not once", name, old, bytes.Count(text, []byte(old)))
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(changed), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}
