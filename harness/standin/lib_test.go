package standin

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// With -lib the cases are evaluated with another lib folder, which the goldens are written from
// with -write: they are what a real lib says.
var (
	libFolder = flag.String("lib", "", "evaluate fixtures/eval with this lib folder instead of the stand-in")
	write     = flag.Bool("write", false, "write the goldens of fixtures/eval from that lib folder")
)

// TestLib compares what the stand-in lib says of each case with what the real one says.
func TestLib(t *testing.T) {
	lib := *libFolder
	if lib == "" {
		lib = "inputs/nixpkgs/lib"
	}
	cases, err := filepath.Glob("../../fixtures/eval/*.nix")
	if err != nil || len(cases) < 100 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	answers := make([]string, len(cases))
	var group errgroup.Group
	group.SetLimit(4)
	for i, name := range cases {
		group.Go(func() (err error) {
			answers[i], err = evaluate(lib, name)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	equal := 0
	for i, name := range cases {
		if compare(t, strings.TrimSuffix(name, ".nix")+".golden", answers[i]) {
			equal++
		}
	}
	fmt.Printf("%d of %d equal\n", equal, len(cases))
}

func compare(t *testing.T, golden, got string) bool {
	t.Helper()
	if *write && *libFolder != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return true
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Error(err)
		return false
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", filepath.Base(golden), diff)
		return false
	}
	return true
}

// evaluate gives the JSON of a case, indented, or the first paragraph of the error that it ends in.
func evaluate(lib, file string) (string, error) {
	var paths [3]string
	for i, p := range []string{lib, file, "testdata/record.nix"} {
		abs, err := filepath.Abs(p)
		if err != nil {
			return "", err
		}
		paths[i] = abs
	}
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "-E",
		fmt.Sprintf("import %s { lib = import %s; case = %s; }", paths[2], paths[0], paths[1]))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if _, ended := err.(*exec.ExitError); !ended {
			return "", err
		}
		return message(stderr.String()), nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(stdout.Bytes()), "", "  "); err != nil {
		return "", err
	}
	return out.String() + "\n", nil
}

var (
	// Newer versions of nix print the frames in front of the message.
	errorAt = regexp.MustCompile(`(?m)^ *error: `)
	colours = regexp.MustCompile("\x1b\\[[0-9;]*m")
	indents = regexp.MustCompile(`(?m)^ +`)
)

// message is the first paragraph of nix's last error, without colours and indentation.
func message(stderr string) string {
	text := colours.ReplaceAllString(stderr, "")
	if found := errorAt.FindAllStringIndex(text, -1); found != nil {
		text = text[found[len(found)-1][0]:]
	}
	text, _, _ = strings.Cut(text, "(use '--show-trace'")
	text, _, _ = strings.Cut(indents.ReplaceAllString(text, ""), "\n\n")
	text, _, _ = strings.Cut(text, "\nat /")
	return strings.TrimSpace(text) + "\n"
}
