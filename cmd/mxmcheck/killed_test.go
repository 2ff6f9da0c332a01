package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// killedFlake has three hosts whose records are long enough for writing them to take a while.
const killedFlake = `{
  outputs = _:
    let
      text = import ./text.nix;
      host = {
        config = { };
        options.mxmlabs = builtins.listToAttrs (builtins.genList (i: {
          name = "o${toString i}";
          value = { _type = "option"; type.name = "str"; highestPrio = 100; files = [ ./flake.nix ]; value = text + toString i; };
        }) 200);
      };
    in
    { nixosConfigurations = { one = host; two = host; three = host; }; };
}
`

// mxmcheck is killed outright at random moments of snapshot: every snapshot file is either as it was
// or as it is to be, whole, and beside them lies at most what the next run removes.
func TestKilledAtAnyMoment(t *testing.T) {
	root, temp := filepath.Join(t.TempDir(), "repo"), t.TempDir()
	putFile(t, filepath.Join(root, "flake.nix"), killedFlake)
	state := func(name string) map[string][]byte {
		putFile(t, filepath.Join(root, "text.nix"), fmt.Sprintf("%q\n", name))
		if out, err := snapshotCommand(t, root, temp).CombinedOutput(); err != nil {
			t.Fatalf("snapshot: %v\n%s", err, out)
		}
		return snapFiles(t, root)
	}
	before := state("before")
	start := time.Now()
	after := state("after")
	whole := time.Since(start)
	if len(before) != 3 || len(after) != 3 {
		t.Fatalf("%d and %d snapshots, want 3", len(before), len(after))
	}

	kills, changed := 50, 0
	for i := range kills {
		target := []string{"before", "after"}[i%2]
		putFile(t, filepath.Join(root, "text.nix"), fmt.Sprintf("%q\n", target))
		moment := time.Duration(rand.Float64() * float64(whole))
		if i%3 > 0 { // most of the writing is at the end
			moment = whole - time.Duration(rand.ExpFloat64()*float64(whole)/20)
		}
		kill(t, snapshotCommand(t, root, temp), max(0, moment))
		for name, text := range snapFiles(t, root) {
			if !bytes.Equal(text, before[name]) && !bytes.Equal(text, after[name]) {
				t.Fatalf("killed after %v of %v: %s is neither old nor new:\n%.200s", moment, whole, name, text)
			}
			if bytes.Equal(text, map[string][]byte{"before": before[name], "after": after[name]}[target]) {
				changed++
			}
		}
	}
	t.Logf("%d kills in runs of %v; %d of %d files were as they were to be", kills, whole, changed, 3*kills)
	state("after")
	if left, err := filepath.Glob(filepath.Join(temp, "mxmcheck-*")); err != nil || len(left) > 0 {
		t.Errorf("the last run left %v in the temporary folder (%v)", left, err)
	}
	if entries, err := os.ReadDir(filepath.Join(root, "snapshots", "nixos")); err != nil || len(entries) != 3 {
		t.Errorf("%d files are among the snapshots, want 3 (%v)", len(entries), err)
	}
}

func putFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// snapshotCommand is this test's own binary as mxmcheck: see TestMain.
func snapshotCommand(t *testing.T, root, temp string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = []string{"mxmcheck", "snapshot", "--quiet", "-C", root}
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, "XDG_CACHE_HOME="+t.TempDir()) // nothing is known from the last run
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd, moment time.Duration) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(moment)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil { // it is not waited for yet, so it is there
		t.Fatal(err)
	}
	_ = cmd.Wait() // how it ended is what we did
}

func snapFiles(t *testing.T, root string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "snapshots", "*", "*.snap"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = text
	}
	return files
}
