package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
)

// What check, diff and prove say of a host on a complete NixOS, whose folder MXMCHECK_NIXOS names,
// when something in its repository changes: `make real-nixos`. Each script begins with one host of
// fixtures/real/fleet.txtar, committed, and accepted with the real inputs.
func TestMutationsOfARealFleet(t *testing.T) {
	nixpkgs := os.Getenv("MXMCHECK_NIXOS")
	if nixpkgs == "" {
		t.Skip("set MXMCHECK_NIXOS, or run make real-nixos")
	}
	accepted := filepath.Join(t.TempDir(), "fleet")
	layFleet(t, accepted, "web1")
	run := func(name string, args ...string) {
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run("git", "-C", accepted, "init", "-q", "-b", "main")
	run("git", "-C", accepted, "add", ".")
	run("mxmcheck", "snapshot", "-C", accepted, "--override-input", "nixpkgs", "path:"+nixpkgs)
	run("git", "-C", accepted, "add", ".")
	run("git", "-C", accepted, "-c", "user.name=operator", "-c", "user.email=operator@example.org", "commit", "-q", "-m", "first")
	testscript.Run(t, testscript.Params{
		Dir:                 "../../fixtures/real/mutations",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			env.Setenv("NIXPKGS", "path:"+nixpkgs)
			return os.CopyFS(filepath.Join(env.WorkDir, "fleet"), os.DirFS(accepted))
		},
	})
}

// layFleet writes the fleet with one host alone: a walk of each takes its time.
func layFleet(t *testing.T, dir, host string) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "..", "fixtures", "real", "fleet.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range archive.Files {
		if strings.HasPrefix(one.Name, "hosts/") && !strings.HasPrefix(one.Name, "hosts/"+host+"/") {
			continue
		}
		file := filepath.Join(dir, one.Name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, one.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
