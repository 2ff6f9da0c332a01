package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

var affectedSeeds = flag.Int("affected-seeds", 30, "how many repositories TestAffectedIsSound makes")

// Small repositories of all the ways in which bytes reach a host: one byte changes somewhere, both
// sides are evaluated by nix alone, and no host that --affected leaves out is another one.
func TestAffectedIsSound(t *testing.T) {
	all := evaluable(t, ways())
	printer := writePrinter(t)
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(*affectedSeeds) {
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				g, used := generate(seed, all)
				tryChanges(t, g, used, printer, g.anyChanges())
			})
		}
	})
}

// Each way by itself: the file that it reads changes.
func TestEachWayReachesItsHost(t *testing.T) {
	printer := writePrinter(t)
	for i, w := range evaluable(t, ways()) {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			g, used := generate(uint64(i), []way{w})
			var reads []string
			for _, name := range g.names() {
				if strings.Contains(name, "data/") || strings.Contains(name, "parts/") || strings.Contains(name, "list") || strings.Contains(name, "child/") || strings.Contains(name, "shared/") ||
					g.inSubmodule(name) || strings.HasSuffix(name, ".toml") || strings.HasPrefix(name, "nix/") || name == g.program {
					reads = append(reads, name)
				}
			}
			if _, beside := g.beside[g.config]; beside {
				reads = []string{g.config}
			}
			if len(reads) == 0 {
				reads = []string{path.Join(g.prefix, "flake.lock")}
			}
			changes := []change{{name: reads[g.IntN(len(reads))]}}
			if name := reads[g.IntN(len(reads))]; len(g.beside) == 0 {
				changes = append(changes, change{name, 1})
				if g.inSubmodule(name) {
					changes = append(changes, change{name, 3}, change{name, 2})
				}
			}
			if _, ignored := g.files[path.Join(g.prefix, ".gitignore")]; ignored {
				changes = append(changes, change{g.config, 1})
			}
			tryChanges(t, g, used, printer, changes)
		})
	}
}

// What nothing reads changes, or only another host reads it: nearly all hosts are left out.
func TestAffectedSkips(t *testing.T) {
	followed := slices.DeleteFunc(evaluable(t, ways()), func(w way) bool { return w.whole })
	printer := writePrinter(t)
	var unaffected, skipped atomic.Int64
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(max(10, *affectedSeeds/3)) {
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				g, used := generate(seed+1_000_000, followed)
				n, k := tryChanges(t, g, used, printer, g.idleChanges())
				unaffected.Add(int64(n))
				skipped.Add(int64(k))
			})
		}
	})
	t.Logf("of %d hosts that a change does not reach, %d are skipped", unaffected.Load(), skipped.Load())
	if skipped.Load()*10 < unaffected.Load()*9 {
		t.Errorf("of %d hosts that a change does not reach, only %d are skipped", unaffected.Load(), skipped.Load())
	}
}

// evaluable are the ways that this nix evaluates.
func evaluable(t *testing.T, all []way) []way {
	minor := nixMinor(t)
	return slices.DeleteFunc(slices.Clone(all), func(w way) bool { return w.since > minor })
}

// nixMinor is the minor version of the Nix 2 on PATH.
func nixMinor(t *testing.T) int {
	t.Helper()
	out, err := exec.Command("nix", "--version").Output()
	m := regexp.MustCompile(`\b2\.(\d+)`).FindSubmatch(out)
	if err != nil || m == nil {
		t.Fatalf("nix --version: %v: %s", err, out)
	}
	minor, _ := strconv.Atoi(string(m[1])) // digits
	return minor
}

func writePrinter(t *testing.T) string {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "flake.nix"), printing)
	return dir
}

// change is one that is made to one file.
type change struct {
	name string
	kind int // 0: a byte; 1: it is deleted; 2: a file is added beside it; 3: a byte, and the submodule that it is in is committed
}

func (g *generated) anyChanges() []change {
	names := g.names()
	changes := []change{{names[g.IntN(len(names))], max(0, g.IntN(5)-2)}, {names[g.IntN(len(names))], 0}}
	if held := slices.DeleteFunc(g.names(), func(name string) bool { return !g.inSubmodule(name) }); len(held) > 0 {
		changes = append(changes, change{held[g.IntN(len(held))], g.IntN(4)})
	}
	if _, beside := g.beside[g.config]; beside {
		changes = append(changes, change{g.config, g.IntN(2)})
	}
	return changes
}

// idleChanges are of what nothing reads, and of what one host has for itself.
func (g *generated) idleChanges() []change {
	names := []string{"README.md", "snapshots/nixos/none.snap", "unread/text", "unread/module.nix", "hosts/alpha.nix"}
	return []change{{path.Join(g.prefix, names[g.IntN(len(names))]), 0}, {"top.txt", 0}}
}

// tryChanges makes changes one after the other, and counts the hosts that none reaches, and of those
// the ones that --affected skips.
func tryChanges(t *testing.T, g *generated, used map[string][]string, printer string, changes []change) (unaffected, skipped int) {
	top := filepath.Join(t.TempDir(), "repo")
	g.write(t, top)
	g.minor = nixMinor(t)
	before := g.evaluate(t, top, printer)
	for name, text := range before {
		if strings.HasPrefix(text, "failed") {
			t.Fatalf("%s with %v: %s", name, used[name], text)
		}
	}
	for _, c := range changes {
		g.apply(t, top, c)
		after := g.evaluate(t, top, printer)
		reasons := g.because(t, top)
		for _, name := range generatedHosts {
			because := reasons[name]
			same := before[name] == after[name]
			switch {
			case same && because == "":
				unaffected, skipped = unaffected+1, skipped+1
			case same:
				unaffected++
				t.Logf("%s with %v: not skipped after a change of %s (%d), which changes nothing: %s", name, used[name], c.name, c.kind, because)
			case because == "":
				t.Errorf("%s with %v: skipped, but a change of %s (%d) makes it another one:\n- %s\n+ %s", name, used[name], c.name, c.kind, before[name], after[name])
			}
		}
		g.restore(t, top)
	}
	return unaffected, skipped
}

// write makes the repository.
func (g *generated) write(t *testing.T, top string) {
	for name, text := range g.files {
		if g.inSubmodule(name) {
			continue
		}
		file := filepath.Join(top, name)
		if target, link := strings.CutPrefix(text, "-> "); link {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, file); err != nil {
				t.Fatal(err)
			}
			continue
		}
		writeFile(t, file, text)
	}
	gitIn(t, top, "init", "-q")
	if g.program != "" {
		if err := os.Chmod(filepath.Join(top, g.program), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if g.submodule != "" {
		g.addSubmodule(t, top)
	}
	commitAll(t, top)
	g.at(top)
	for name, text := range g.beside {
		writeFile(t, filepath.Join(top, name), text)
	}
}

func (g *generated) apply(t *testing.T, top string, c change) {
	file := filepath.Join(top, c.name)
	switch c.kind {
	case 1:
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		return
	case 2:
		writeFile(t, filepath.Join(filepath.Dir(file), "new1"), "new\n")
		if g.inSubmodule(c.name) {
			gitIn(t, filepath.Join(top, g.submodule), "add", "-N", ".")
		}
		gitIn(t, top, "add", "-N", ".")
		return
	case 3:
		g.apply(t, top, change{name: c.name})
		commitAll(t, filepath.Join(top, g.submodule))
		gitIn(t, top, "add", g.submodule)
		return
	}
	if target, err := os.Readlink(file); err == nil {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target+"x", file); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := g.IntN(len(text))
	for !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", rune(text[at])) {
		at = (at + 1) % len(text)
	}
	switch {
	case text[at] == '9' || text[at] == 'z':
		text[at]--
	default:
		text[at]++
	}
	writeFile(t, file, string(text))
}

var flakeInStore = regexp.MustCompile(`/nix/store/[a-z0-9]{32}-source`)

// evaluate gives what each host is: the text of its modules, or that it failed.
func (g *generated) evaluate(t *testing.T, top, printer string) map[string]string {
	hosts := map[string]json.RawMessage{}
	dirt := filepath.Join(top, "dirt") // a tree that is not clean is read as it is by every nix
	writeFile(t, dirt, "")
	gitIn(t, top, "add", "-N", "dirt")
	defer func() {
		gitIn(t, top, "rm", "-q", "--cached", "dirt")
		if err := os.Remove(dirt); err != nil {
			t.Error(err)
		}
	}()
	out, err := g.ask(top, printer, "nixosConfigurations", "builtins.mapAttrs (_: h: h.data)")
	if err == nil {
		err = json.Unmarshal(out, &hosts)
	}
	texts := map[string]string{}
	for _, name := range generatedHosts {
		text := hosts[name]
		if err != nil { // of all together: one may fail for itself
			alone, failed := g.ask(top, printer, "nixosConfigurations."+name, "h: h.data")
			if failed != nil {
				texts[name] = "failed: " + failed.Error()
				continue
			}
			text = alone
		}
		texts[name] = flakeInStore.ReplaceAllString(strings.TrimSpace(string(text)), "/flake") + g.configuration(top)
	}
	return texts
}

func (g *generated) ask(top, printer, output, apply string) ([]byte, error) {
	folder, query, err := g.seenBy(g.minor, top)
	if err != nil {
		return nil, err
	}
	ref := "git+file://" + folder + "?" + query
	if g.prefix != "" {
		ref += "&dir=" + path.Clean(g.prefix)
	}
	args := []string{"eval", "--extra-experimental-features", "nix-command flakes", "--option", "eval-cache", "false", "--json", "--no-write-lock-file", "--offline", "--override-input", "nixpkgs", "path:" + printer}
	for _, o := range g.overrides {
		args = append(args, "--override-input", o[0], "path:"+filepath.Join(top, o[1]))
	}
	cmd := exec.Command(g.nixProgram(top), append(args, ref+"#"+output, "--apply", apply)...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(filepath.Dir(top), "cache"))
	for name, value := range g.at(top) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, complaint.String())
	}
	return out, nil
}

// because is what --affected says of each host.
func (g *generated) because(t *testing.T, top string) map[string]string {
	a := &app{streams: streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard}}
	a.flags.dir, a.flags.quiet, a.flags.jobs = filepath.Join(top, g.prefix), true, 1
	a.environment = g.at(top)
	if g.asked {
		a.flags.config = filepath.Join(top, g.config)
	}
	flags, reasons := &evalFlags{nix: g.nixProgram(top)}, map[string]string{}
	for _, o := range g.overrides {
		flags.overrides = append(flags.overrides, o[0]+overrideSeparator+"path:"+filepath.Join(top, o[1]))
	}
	repo, err := a.open(t.Context())
	if err != nil {
		return g.everyHost("it cannot be told: " + err.Error()) // mxmcheck ends, and skips nothing
	}
	reach, err := a.reach(t.Context(), repo, flags, "HEAD")
	if err != nil {
		return g.everyHost("it cannot be told: " + err.Error())
	}
	before, now := digestsOf(t, reach.exported.Listed, reach.exported.Dir), digestsOf(t, repo.files, repo.root)
	for _, name := range generatedHosts {
		id := host.ID{Kind: "nixos", Name: name}
		reasons[name] = reach.Because(id)
		same := judge.FilesOf(reach.Sides[0].Host(id), before) == judge.FilesOf(reach.Sides[1].Host(id), now)
		settings := append([]string{reach.All, reach.Config}, reach.Given...) // which are a part of what outcomes are kept for by themselves
		if same && reasons[name] != "" && !slices.Contains(settings, reasons[name]) || !same && reasons[name] == "" {
			t.Errorf("%s: reached because of %q, and a kept outcome serves: %t", name, reasons[name], same)
		}
	}
	if err := reach.Close(); err != nil {
		t.Error(err)
	}
	return reasons
}

func digestsOf(t *testing.T, files harness.Files, root string) harness.Digests {
	t.Helper()
	tree, err := files.Look(root)
	if err != nil {
		t.Fatal(err)
	}
	digests, err := tree.Digests()
	if err != nil {
		t.Fatal(err)
	}
	return digests
}

func (g *generated) everyHost(because string) map[string]string {
	reasons := map[string]string{}
	for _, name := range generatedHosts {
		reasons[name] = because
	}
	return reasons
}
