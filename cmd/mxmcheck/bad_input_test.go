package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// repositoryOf is a git repository with these files, all of them tracked.
func repositoryOf(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, root, "init", "-q")
	git(t, root, "add", ".")
	return root
}

// lintText runs lint, and fails where that takes longer than a person waits.
func lintText(t *testing.T, root string, args ...string) (out, complaints string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- run(append([]string{"lint", "-C", root}, args...), streams{in: strings.NewReader(""), out: &stdout, err: &stderr})
	}()
	select {
	case code = <-done:
		return stdout.String(), stderr.String(), code
	case <-time.After(2 * time.Minute):
		t.Fatal("lint hangs")
		return "", "", 0
	}
}

// reported are the lines "FILE:LINE:COLUMN: LEVEL[RULE]" of a text report.
func reported(out string) []string {
	var lines []string
	for _, line := range strings.Split(out, "\n") {
		if at, _, ok := strings.Cut(line, "]: "); ok && strings.Contains(at, "[") {
			lines = append(lines, at+"]")
		}
	}
	return lines
}

const undeclared = "mxmlabs.none.such = 1;"

// Modules that import each other are read once each; values that need themselves are known not to be.
func TestImportCyclesEnd(t *testing.T) {
	root := repositoryOf(t, map[string]string{
		"flake.nix": `{ outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ./own.nix (import ./x.nix) ]; }; }; }`,
		"a.nix":     "{ ... }:\n{ imports = [ ./b.nix ]; " + undeclared + " system.stateVersion = \"26.05\"; }\n",
		"b.nix":     "{ ... }:\n{ imports = [ ./a.nix ]; " + undeclared + " }\n",
		"own.nix":   "{ lib, ... }:\n{ imports = [ ./own.nix ]; options.mxmlabs.own = lib.mkOption { type = lib.types.int; }; config.services.x = 1; }\n",
		"x.nix":     "import ./y.nix\n",
		"y.nix":     "import ./x.nix\n",
	})
	out, complaints, code := lintText(t, root, "--rule", "undeclared-option", "--rule", "unused-option")
	want := []string{"a.nix:2:26: error[undeclared-option]", "b.nix:2:26: error[undeclared-option]", "own.nix:2:28: warning[unused-option]"}
	if diff := cmp.Diff(want, reported(out)); diff != "" || code != 1 {
		t.Errorf("exit %d, findings (-want +got):\n%s\n%s%s", code, diff, out, complaints)
	}
}

func TestTenThousandOptionsInOneFile(t *testing.T) {
	var b strings.Builder
	b.WriteString("{ config, lib, ... }:\n{\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "  options.mxmlabs.many.o%d = lib.mkOption { type = lib.types.int; default = %d; };\n", i, i)
	}
	b.WriteString("  config.services.x = config.mxmlabs.many.o7;\n}\n")
	out, complaints, code := lintText(t, repositoryOf(t, map[string]string{"many.nix": b.String()}), "--rule", "unused-option", "--rule", "undeclared-option")
	if found := len(reported(out)); found != 9_999 || code != 1 || strings.Contains(out, "many.o7\"") {
		t.Errorf("exit %d, %d findings; want 9999\n%s", code, found, complaints)
	}
}

func TestSymlinkLoopsEnd(t *testing.T) {
	root := repositoryOf(t, map[string]string{"a.nix": "{ ... }:\n{ imports = [ ./loop.nix ./round/round/c.nix ]; }\n", "c.nix": "{ }\n"})
	for link, to := range map[string]string{"loop.nix": "pool.nix", "pool.nix": "loop.nix", "round": "."} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tracked := range []bool{true, false} {
		if tracked {
			git(t, root, "add", ".")
		} else if err := os.RemoveAll(filepath.Join(root, ".git")); err != nil {
			t.Fatal(err)
		}
		out, complaints, code := lintText(t, root)
		if got := reported(out); code != 1 || len(got) == 0 || got[0] != "a.nix:2:15: error[untracked-import]" || !strings.Contains(out, "in 2 files") {
			t.Errorf("tracked: %v: exit %d\n%s%s", tracked, code, out, complaints)
		}
	}
}

// A name with blanks, quotes and a line end is one file, and its finding one line, in every format.
func TestOddNames(t *testing.T) {
	odd := "a b/it's \"q\"\nthen $x.nix"
	root := repositoryOf(t, map[string]string{odd: "{ ... }:\n{ imports = [ ./gone.nix ]; }\n"})
	for _, format := range []string{"text", "json", "sarif", "github", "markdown"} {
		out, complaints, code := lintText(t, root, "--format", format)
		if code != 1 || complaints != "" || !strings.Contains(out, "untracked-import") || strings.Contains(out, "\"q\"\nthen") {
			t.Errorf("%s: exit %d\n%s%s", format, code, out, complaints)
		}
	}
	if out, _, code := lintText(t, root, odd); code != 1 || !strings.Contains(out, "1 error in 1 file") {
		t.Errorf("named: exit %d\n%s", code, out)
	}
}

// What cannot be read for want of permission is an error of its own, with git and without. The
// command runs as a user who is not root, since root reads everything.
func TestUnreadableFolders(t *testing.T) {
	bin, err := os.MkdirTemp("", "mxmcheck")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(bin) })
	root := filepath.Join(bin, "repo")
	program := copyOfThisProgram(t, bin)
	write := func(name string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte("{ }\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.nix")
	write("closed/b.nix")
	git(t, root, "init", "-q")
	git(t, root, "add", ".")
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "-R", "65534:65534", bin).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	closed := filepath.Join(root, "closed")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(closed, 0o755) })
	for _, tracked := range []bool{true, false} {
		want := "closed/b.nix:1:1: error[parse-error]: cannot be read: permission denied"
		if !tracked {
			want = "closed:1:1: error[parse-error]: cannot be read: permission denied"
			if err := os.RemoveAll(filepath.Join(root, ".git")); err != nil {
				t.Fatal(err)
			}
		}
		cmd := &exec.Cmd{Path: program, Args: []string{"mxmcheck", "lint", "-C", root}, Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + bin}}
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), want) {
			t.Errorf("tracked: %v: %v; want %q in\n%s", tracked, err, want, out)
		}
	}
}

// copyOfThisProgram is a copy of the test binary, which is mxmcheck under that name, where others
// may run it.
func copyOfThisProgram(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "mxmcheck"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Name()
}
