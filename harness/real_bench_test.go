package harness

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkRealFleet times mxmcheck over the fleet of fixtures/real on a complete NixOS, in turn
// within each round with what it evaluates, by xargs -P 2: the options of the namespace as JSON, and
// what builds each host. nixpkgs is in the store, so that no process copies it. prove is that of a
// module renamed and another split in two; prove/both-sides is it beside what builds the hosts of
// both commits. Metrics: milliseconds, and ratios of one round's times. `make bench-real` builds the
// binary that MXMCHECK names; MXMCHECK_NIXOS names the nixpkgs.
func BenchmarkRealFleet(b *testing.B) {
	binary, nixpkgs := os.Getenv("MXMCHECK"), os.Getenv("MXMCHECK_NIXOS")
	if binary == "" || nixpkgs == "" {
		b.Skip("set MXMCHECK and MXMCHECK_NIXOS, or run make bench-real")
	}
	f := newRealBench(b, binary, nixpkgs)
	options := f.scripts(b, f.dir, "config.fleet")
	systems := f.scripts(b, f.dir, "config.system.build.toplevel.drvPath")
	times := map[string]time.Duration{}
	for b.Loop() {
		times["options"] += fan(b, 2, options)
		times["systems"] += fan(b, 2, systems)
		f.forget(b)
		times["check"] += f.run(b, "snapshot", "--check", "--jobs", "2")
		times["unchanged"] += f.run(b, "snapshot", "--check", "--jobs", "2")
		f.refactor(b)
		both := append(systems, f.scripts(b, f.before, "config.system.build.toplevel.drvPath")...)
		times["both-sides"] += fan(b, 2, both)
		times["prove"] += f.run(b, "prove", "HEAD", "--jobs", "2")
		f.git(b, "reset", "-q", "--hard")
	}
	for name, sum := range times {
		b.ReportMetric(float64(sum.Milliseconds())/float64(b.N), name+"-ms")
	}
	for _, pair := range [][2]string{{"check", "options"}, {"check", "systems"}, {"prove", "both-sides"}} {
		b.ReportMetric(times[pair[0]].Seconds()/times[pair[1]].Seconds(), pair[0]+"/"+pair[1])
	}
}

// realBench is the fleet as a checkout in which every host is accepted, and a copy of it as it was.
type realBench struct {
	fleet
	binary, nixpkgs, before string
}

func newRealBench(b *testing.B, binary, nixpkgs string) realBench {
	f := realBench{fleet: fleet{dir: realFleet(b)}, binary: binary}
	out, err := exec.Command("nix", "--extra-experimental-features", "nix-command", "store", "add-path", "--name", "source", nixpkgs).Output()
	if err != nil {
		b.Fatalf("nix store add-path: %v", err)
	}
	f.nixpkgs = "path:" + strings.TrimSpace(string(out))
	f.git(b, "init", "-q", "-b", "main")
	f.git(b, "add", ".")
	f.run(b, "snapshot", "--jobs", "2")
	f.git(b, "add", ".")
	f.git(b, "-c", "user.name=operator", "-c", "user.email=operator@example.org", "commit", "-q", "-m", "accepted")
	f.before = filepath.Join(b.TempDir(), "before")
	if err := os.CopyFS(f.before, os.DirFS(f.dir)); err != nil {
		b.Fatal(err)
	}
	return f
}

// scripts evaluate an attribute of each host of a folder's flake, one script a host.
func (f realBench) scripts(b *testing.B, dir, attribute string) []string {
	entries, err := os.ReadDir(filepath.Join(f.dir, "hosts"))
	if err != nil {
		b.Fatal(err)
	}
	var scripts []string
	for i, one := range entries {
		installable := "path:" + dir + "#nixosConfigurations." + one.Name() + "." + attribute
		scripts = append(scripts, f.script(b, "nix", i, []string{"eval", "--json", installable, "--override-input", "nixpkgs", f.nixpkgs, "--option", "eval-cache", "false"}))
	}
	return scripts
}

// run times mxmcheck.
func (f realBench) run(b *testing.B, args ...string) time.Duration {
	started := time.Now()
	cmd := exec.Command(f.binary, append(args, "-C", f.dir, "--quiet", "--override-input", "nixpkgs", f.nixpkgs)...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+f.cache())
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("mxmcheck %v: %v\n%s", args, err, out)
	}
	return time.Since(started)
}

// refactor gives one module another name, and splits one in two: no host is another one for it.
func (f realBench) refactor(b *testing.B) {
	f.git(b, "mv", "modules/services/mail.nix", "modules/services/post.nix")
	f.file(b, "modules/roles/database-option.nix", "{ lib, ... }: { options.fleet.roles.database.enable = lib.mkEnableOption \"a database server\"; }\n")
	f.replace(b, "modules/roles/database.nix", `options.fleet.roles.database.enable = lib.mkEnableOption "a database server";`, "imports = [ ./database-option.nix ];")
	f.replace(b, "modules/default.nix", "./services/mail.nix", "./services/post.nix")
	f.git(b, "add", ".")
}

func (f realBench) replace(b *testing.B, name, old, text string) {
	file := filepath.Join(f.dir, name)
	before, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(before), old) {
		b.Fatalf("%s holds no %q: %v", name, old, err)
	}
	f.file(b, name, strings.Replace(string(before), old, text, 1))
}

func (f realBench) git(b *testing.B, args ...string) {
	if out, err := exec.Command("git", append([]string{"-C", f.dir}, args...)...).CombinedOutput(); err != nil {
		b.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
