package syntax

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every file of this repository prints as the nix at hand prints it. Nix 2.8 has an older notation;
// the newer one begins somewhere between 2.8 and 2.26.
func TestPrintsAsNixDoes(t *testing.T) {
	nix, err := exec.LookPath("nix-instantiate")
	if err != nil {
		t.Fatal("nix-instantiate is not here; make nix installs it")
	}
	version, err := exec.Command(nix, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Contains(string(version), " 2.8.")
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, name := range nixFiles(t, "../..") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(nix, "--parse", name)
		var stdout bytes.Buffer
		cmd.Stdout = &stdout
		refused := cmd.Run() != nil
		file := Parse(name, src)
		text, errors := Print(file, PrintOptions{Dir: filepath.Dir(name), Home: home, old: old})
		compared++
		if got := len(file.Errors)+len(errors) > 0; got != refused {
			t.Errorf("%s: nix refuses it: %v; we refuse it: %v", name, refused, got)
			continue
		}
		want := strings.TrimSuffix(stdout.String(), "\n")
		if old { // it orders names by when it first met them: read both again, and sort
			want, text = again(want), again(text)
		}
		if !refused && want != text {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(strings.Split(want, "; "), strings.Split(text, "; ")))
		}
	}
	if compared < 50 {
		t.Errorf("compared %d files, far fewer than this repository has", compared)
	}
}

// again reads a printed tree and prints it, which sorts its names. The empty text that Nix 2.8
// leaves where an indented string begins with an interpolation is dropped.
func again(text string) string {
	text = strings.ReplaceAll(text, `("" + `, "(")
	text, _ = Print(Parse("printed", []byte(text)), PrintOptions{})
	return text
}

func nixFiles(t *testing.T, root string) []string {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "vendor") {
			return fs.SkipDir
		}
		if err == nil && entry.Type().IsRegular() && strings.HasSuffix(name, ".nix") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
