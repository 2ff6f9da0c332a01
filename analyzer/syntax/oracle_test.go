package syntax

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"mxmcheck/analyzer/diag"
)

// Every file below a folder parses as nix parses it: the same tree, or the first error
// at the same line and column. The folder is this repository, or $ORACLE_DIR; the nix is the
// nix-instantiate on PATH, or the command in $ORACLE_NIX. "make parse-oracle DIR=…" sets both.
func TestPrintsAsNixDoes(t *testing.T) {
	o := newOracle(t)
	all := nixFiles(t, cmp.Or(os.Getenv("ORACLE_DIR"), "../.."))
	files := slices.DeleteFunc(slices.Clone(all), o.cannotRead)
	if n := len(all) - len(files); n > 0 {
		t.Logf("%d files are for a newer nix", n)
	}
	different := o.compareAll(files)
	for _, d := range different[:min(len(different), 20)] {
		t.Error(d)
	}
	fmt.Printf("%d of %d equal (%s)\n", len(files)-len(different), len(files), o.version)
	if len(files) < 50 && os.Getenv("ORACLE_DIR") == "" {
		t.Errorf("compared %d files, far fewer than this repository has", len(files))
	}
}

// An oracle is a nix, and what is known of it.
type oracle struct {
	command []string
	version string
	old     bool // the notation of Nix 2.8; the newer one begins somewhere between 2.8 and 2.26
	places  bool // errors stand where those of Nix 2.34 stand
	home    string
}

func newOracle(t *testing.T) *oracle {
	t.Helper()
	o := &oracle{command: strings.Fields(cmp.Or(os.Getenv("ORACLE_NIX"), "nix-instantiate"))}
	out, err := o.run("--version").Output()
	if err != nil {
		t.Fatalf("%v does not run: %v; make nix installs it", o.command, err)
	}
	o.version = strings.TrimSpace(string(out))
	o.old = strings.Contains(o.version, " 2.8.")
	o.places = strings.Contains(o.version, " 2.34.")
	if !o.old {
		o.command = append(o.command, "--option", "extra-experimental-features", "pipe-operators")
	}
	if o.home, err = os.UserHomeDir(); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *oracle) run(args ...string) *exec.Cmd {
	return exec.Command(o.command[0], slices.Concat(o.command[1:], args)...)
}

// cannotRead holds for the fixtures that say that Nix 2.8 takes them otherwise.
func (o *oracle) cannotRead(name string) bool {
	if !o.old || !strings.Contains(filepath.ToSlash(name), "fixtures/syntax/") {
		return false
	}
	src, _ := os.ReadFile(name)
	title, _, _ := bytes.Cut(src, []byte("\n"))
	return bytes.Contains(title, []byte("ince 2.26"))
}

const batch = 64 // files for one process of nix

// compareAll compares the files on all processors, and tells the differences in order.
func (o *oracle) compareAll(files []string) (different []string) {
	var lock sync.Mutex
	var workers sync.WaitGroup
	batches := make(chan []string)
	for range runtime.NumCPU() {
		workers.Go(func() {
			for names := range batches {
				found := o.compareBatch(names)
				lock.Lock()
				different = append(different, found...)
				lock.Unlock()
			}
		})
	}
	for names := range slices.Chunk(files, batch) {
		batches <- names
	}
	close(batches)
	workers.Wait()
	slices.Sort(different)
	return different
}

// compareBatch gives one nix many files: it prints one line for each, and stops at the first that
// it refuses. That one is asked for again alone, because its first error may depend on the names
// in the files before it.
func (o *oracle) compareBatch(names []string) (different []string) {
	for len(names) > 0 {
		trees, _ := o.ask(names)
		for i, tree := range trees {
			if d := o.compare(names[i], tree, ""); d != "" {
				different = append(different, d)
			}
		}
		names = names[len(trees):]
		if len(names) == 0 {
			break
		}
		alone, message := o.ask(names[:1])
		tree := ""
		if len(alone) > 0 {
			tree = alone[0]
		}
		if d := o.compare(names[0], tree, message); d != "" {
			different = append(different, d)
		}
		names = names[1:]
	}
	return different
}

func (o *oracle) ask(names []string) (trees []string, message string) {
	cmd := o.run(append([]string{"--parse"}, names...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if cmd.Run() != nil {
		message = stderr.String()
	}
	text := strings.TrimSuffix(stdout.String(), "\n")
	if text == "" {
		return nil, message
	}
	return strings.Split(text, "\n"), message
}

// compare says how our reading of a file differs from nix's: its tree, or its message if it
// refuses the file.
func (o *oracle) compare(name, tree, message string) string {
	src, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	file := Parse(name, src)
	got, errors := Print(file, PrintOptions{Dir: filepath.Dir(name), Home: o.home, old: o.old})
	if first, ok := file.First(); ok {
		errors = []diag.Diagnostic{first}
	}
	switch {
	case message == "" && len(errors) > 0:
		return fmt.Sprintf("%s: nix parses it; we say %v: %s", name, errors[0].Span.Start, errors[0].Message)
	case message != "" && len(errors) == 0:
		return fmt.Sprintf("%s: we parse it; nix says %s", name, strings.TrimSpace(message))
	case message != "":
		if want, got := place(message), errors[0].Span.Start.String(); want != got && want != "" && o.places {
			return fmt.Sprintf("%s: nix has the error at %s, we at %s: %s", name, want, got, errors[0].Message)
		}
		return ""
	}
	if o.old { // it orders names by when it first met them: read both again, and sort
		tree, got = again(tree), again(got)
	}
	return firstDifference(name, tree, got)
}

// place finds the line and column in an error message of nix.
func place(message string) string {
	found := regexp.MustCompile(`(?m)^\s*at .*:(\d+:\d+):$`).FindStringSubmatch(message)
	if found == nil {
		return ""
	}
	return found[1]
}

func firstDifference(name, want, got string) string {
	if want == got {
		return ""
	}
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	around := func(text string) string { return text[max(0, i-40):min(len(text), i+60)] }
	return fmt.Sprintf("%s: trees differ at byte %d\n\tnix: %q\n\tour: %q", name, i, around(want), around(got))
}

// again reads a printed tree and prints it, which sorts its names. The empty texts that Nix 2.8
// leaves in indented strings are dropped.
func again(text string) string {
	text = strings.NewReplacer(`("" + `, "(", ` + "" + `, " + ").Replace(text)
	text, _ = Print(Parse("printed", []byte(text)), PrintOptions{})
	return text
}

// broken ends the names of the fixtures that Nix refuses, so that nothing else takes them for Nix.
const broken = ".nix.broken"

func nixFiles(t testing.TB, root string) []string {
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
		if err == nil && entry.Type().IsRegular() && (strings.HasSuffix(name, ".nix") || strings.HasSuffix(name, broken)) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
