package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"mxmcheck/analyzer/depends"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// What a host does not depend on is nothing to it: every such file of this repository, all at once,
// becomes a text that is no Nix, or is deleted, and the host is the same, with its effects.
func TestSkippedHostsAreTheSame(t *testing.T) {
	skipped := checkSkipped(t, copyOfThisRepository(t), func(host harness.Host, d *depends.Extent) {
		if len(d.Open) > 0 {
			t.Errorf("%s: %v", host, d.Open)
		}
	})
	if skipped < 200 {
		t.Errorf("hosts are independent of %d .nix files of infrastructure, shared and parts, all in all: too few to skip any", skipped)
	}
}

// The same of small repositories, one a trap each, and what the hosts do depend on.
func TestWhatHostsDependOn(t *testing.T) {
	names, err := filepath.Glob("../../fixtures/affected/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			root := t.TempDir()
			want := ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				writeFile(t, filepath.Join(root, f.Name), string(f.Data))
			}
			gitIn(t, root, "init", "-q")
			gitIn(t, root, "add", ".")
			var got strings.Builder
			checkSkipped(t, root, func(host harness.Host, d *depends.Extent) {
				fmt.Fprintf(&got, "%s:", host.Name)
				if len(d.Open) > 0 {
					fmt.Fprintf(&got, " open %s:%d: %s\n", d.Open[0].Span.File, d.Open[0].Span.Start.Line, d.Open[0].Message)
					return
				}
				for _, f := range archive.Files {
					if f.Name != "want" && !strings.HasPrefix(f.Name, "flake.") && d.Touches(depends.Change{Name: f.Name, Kept: true}) {
						fmt.Fprintf(&got, " %s", f.Name)
					}
				}
				got.WriteString("\n")
			})
			if diff := cmp.Diff(sortedLines(want), sortedLines(got.String())); diff != "" {
				t.Errorf("what hosts depend on (-want +got):\n%s", diff)
			}
		})
	}
}

func sortedLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) > 1 && words[1] != "open" {
			slices.Sort(words[1:])
		}
		lines = append(lines, strings.Join(words, " "))
	}
	slices.Sort(lines)
	return lines
}

// checkSkipped evaluates every host of a repository anew, after all that it does not depend on was
// spoilt, and counts the .nix files of hosts and modules among that.
func checkSkipped(t *testing.T, root string, look func(harness.Host, *depends.Extent)) (skipped int) {
	t.Helper()
	a := &app{streams: streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard}}
	a.flags.dir, a.flags.quiet, a.flags.jobs = root, true, 2
	repo, err := a.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	facts, err := a.analyse(t.Context(), repo, nil)
	if err != nil {
		t.Fatal(err)
	}
	flags := &evalFlags{nix: "nix", standIns: true, exact: true}
	runner, err := a.runner(t.Context(), repo, flags)
	if err != nil {
		t.Fatal(err)
	}
	defer runner.Close()
	found, err := runner.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before, err := runner.Eval(t.Context(), found.Hosts)
	if err != nil {
		t.Fatal(err)
	}
	hosts := depends.New(facts)
	for i, host := range found.Hosts {
		if before[i].Failure != nil {
			t.Fatalf("%s: %s", host, before[i].Failure.Message)
		}
		d := hosts.Host(host.ID)
		look(host, d)
		if len(d.Open) > 0 {
			continue
		}
		for _, deleted := range []bool{false, true} {
			spoilt := filepath.Join(t.TempDir(), "spoilt")
			n := spoil(t, root, spoilt, repo.files.Tracked, d, deleted)
			after := evaluate(t, a, spoilt, flags, namesUsed(facts), host)
			if diff := cmp.Diff(harness.SnapshotOf(before[i]), harness.SnapshotOf(after), cmpopts.EquateEmpty()); diff != "" || after.Failure != nil {
				t.Errorf("%s is another one without what it does not depend on (deleted: %t): %v\n%s", host, deleted, after.Failure, diff)
			}
			if !deleted {
				skipped += n
			}
		}
	}
	return skipped
}

// spoil copies a repository, but for what the host does not depend on.
func spoil(t *testing.T, from, to string, tracked []string, d *depends.Extent, deleted bool) (spoilt int) {
	t.Helper()
	for _, name := range tracked {
		_, asked := d.Kinds[name] // whether it is there, and no more
		touched := name == configName || judge.Everywhere(name) || d.Touches(depends.Change{Name: name, Kept: !deleted}) || deleted && asked
		text, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case touched:
			writeFile(t, filepath.Join(to, name), string(text))
		case !deleted:
			writeFile(t, filepath.Join(to, name), "} spoilt\n")
			if strings.HasSuffix(name, ".nix") && !strings.HasPrefix(name, "fixtures/") && !strings.HasPrefix(name, "harness/") {
				spoilt++
			}
		}
	}
	gitIn(t, to, "init", "-q")
	gitIn(t, to, "add", "-f", ".")
	return spoilt
}

func evaluate(t *testing.T, a *app, root string, flags *evalFlags, used usedNames, host harness.Host) harness.Outcome {
	t.Helper()
	a.flags.dir = root
	repo, err := a.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	runner, err := a.runner(t.Context(), repo, flags, used)
	if err != nil {
		t.Fatal(err)
	}
	defer runner.Close()
	outcomes, err := runner.Eval(t.Context(), []harness.Host{host})
	if err != nil {
		t.Fatal(err)
	}
	return outcomes[0]
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func gitIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
