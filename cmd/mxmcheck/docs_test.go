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

// scene is what somebody did to this tree before a command of the documents, and how that ends.
type scene struct {
	exit int
	edit func(t *testing.T, tree string)
}

// scenes are those of all commands that the documents show.
func scenes() map[string]scene {
	replace := func(file, old, changed string) func(*testing.T, string) {
		return func(t *testing.T, tree string) { replaceIn(t, filepath.Join(tree, file), old, changed) }
	}
	return map[string]scene{
		"mxmcheck lint": {exitFindings, replace("infrastructure/hetzner/bastion/default.nix", "roles.server.enable", "roles.servr.enable")},
		"mxmcheck snapshot --check --stand-ins --quiet": {exitFindings, replace("shared/modules/platforms/nixos/security.nix", "enable = base.firewall.enable;", "enable = false;")},
		"mxmcheck hosts --affected HEAD --stand-ins":    {exitClean, replace("infrastructure/hetzner/database/default.nix", "{ config, ... }:", "{ config, ... }: # the database")},
		"mxmcheck diff HEAD --stand-ins --quiet":        {exitClean, moveLocale},
		"mxmcheck prove HEAD --stand-ins --quiet":       {exitFindings, moveLocale},
	}
}

// moveLocale is a refactor: a module has another name.
func moveLocale(t *testing.T, tree string) {
	t.Helper()
	gitIn(t, tree, "mv", "shared/modules/base/locale.nix", "shared/modules/base/language.nix")
	replaceIn(t, filepath.Join(tree, "shared/modules/base/default.nix"), "./locale.nix", "./language.nix")
}

// commitHash is what the documents have in place of a commit, which is another one at each commit.
var commitHash = regexp.MustCompile(`\([0-9a-f]{12}\)`)

// sizes are those of this tree, which each new file changes.
var sizes = regexp.MustCompile(`[0-9]+ (files|below|modules)`)

// Every command that the documents show prints, on this tree, what they say.
func TestTranscripts(t *testing.T) {
	found := transcripts(t)
	if len(found) < 2 {
		t.Fatalf("%d transcripts in the documents", len(found))
	}
	program := build(t)
	for _, one := range found {
		t.Run(one.command, func(t *testing.T) {
			scene, known := scenes()[one.command]
			if !known {
				t.Fatalf("%s shows %q, and this test does not know what was done before", one.file, one.command)
			}
			tree := copyOfThisRepository(t)
			scene.edit(t, tree)
			run := exec.Command(program, strings.Fields(one.command)[1:]...)
			run.Dir = tree
			var stderr bytes.Buffer
			run.Stderr = &stderr
			out, err := run.Output()
			if run.ProcessState.ExitCode() != scene.exit {
				t.Errorf("exit: %v, want %d\n%s", err, scene.exit, stderr.String())
			}
			out = commitHash.ReplaceAll(out, []byte("(0123456789ab)"))
			if *update {
				replaceIn(t, one.file, one.output, string(out))
			} else if diff := cmp.Diff(sizes.ReplaceAllString(one.output, "N $1"), sizes.ReplaceAllString(string(out), "N $1")); diff != "" {
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
