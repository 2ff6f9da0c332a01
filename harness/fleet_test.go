package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
	"mxmcheck/harness/standin"
)

// fleet is a generated flake of NixOS hosts. Every host imports every module; every tenth host also
// imports the leaf module. Each module declares an enable and perModule further options.
type fleet struct {
	dir                  string
	hosts, modules, each int
}

const fleetLock = `{
  "nodes": {
    "nixpkgs": {
      "locked": { "lastModified": 1, "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "type": "github" },
      "original": { "owner": "NixOS", "repo": "nixpkgs", "type": "github" }
    },
    "root": { "inputs": { "nixpkgs": "nixpkgs" } }
  },
  "root": "root",
  "version": 7
}
`

func (f fleet) name(i int) string { return fmt.Sprintf("host%03d", i) }

func (f fleet) write(t testing.TB) {
	var names, imports []string
	for i := range f.hosts {
		names = append(names, fmt.Sprintf("    %[1]s = nixpkgs.lib.nixosSystem { system = \"x86_64-linux\"; modules = [ ./modules ./hosts/%[1]s.nix ]; };", f.name(i)))
		f.file(t, "hosts/"+f.name(i)+".nix", f.host(i))
	}
	for i := range f.modules {
		imports = append(imports, fmt.Sprintf("./m%03d.nix", i))
		f.file(t, fmt.Sprintf("modules/m%03d.nix", i), f.module(fmt.Sprintf("m%03d", i)))
	}
	f.file(t, "modules/default.nix", "{ imports = [ "+strings.Join(imports, " ")+" ]; }\n")
	f.leaf(t, "first")
	f.file(t, "flake.lock", fleetLock)
	f.file(t, "flake.nix", "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  outputs = { nixpkgs, ... }: { nixosConfigurations = {\n"+strings.Join(names, "\n")+"\n  }; };\n}\n")
}

// leaf writes the module that few hosts import.
func (f fleet) leaf(t testing.TB, motd string) {
	f.file(t, "leaf.nix", fmt.Sprintf("{ users.motd = %q; }\n", motd))
}

func (f fleet) host(i int) string {
	var b strings.Builder
	b.WriteString("{\n")
	if i%10 == 0 {
		b.WriteString("  imports = [ ../leaf.nix ];\n")
	}
	for m := i % 3; m < f.modules; m += 3 {
		fmt.Fprintf(&b, "  mxmlabs.m%03d.enable = true;\n  mxmlabs.m%03d.o0 = %d;\n", m, m, i)
	}
	return b.String() + "  system.stateVersion = \"26.05\";\n}\n"
}

func (f fleet) module(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{ config, lib, ... }:\nlet cfg = config.mxmlabs.%[1]s; in\n{\n  options.mxmlabs.%[1]s = {\n    enable = lib.mkEnableOption %[1]q;\n", name)
	for o := range f.each {
		fmt.Fprintf(&b, "    o%d = lib.mkOption { type = lib.types.int; default = %d; description = \"Number %d.\"; };\n", o, o, o)
	}
	b.WriteString("  };\n  config = lib.mkIf cfg.enable {\n    environment.etc." + name + ".text = toString [")
	for o := range f.each {
		fmt.Fprintf(&b, " cfg.o%d", o)
	}
	return b.String() + " ];\n  };\n}\n"
}

func (f fleet) file(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// commands writes one script a host: plain asks for the options as JSON, as a person would; walker
// is what mxmcheck itself starts. The Runner holds what they refer to.
func (f fleet) commands(b *testing.B, r *Runner, nixpkgs string) (plain, walker []string) {
	for i := range f.hosts {
		one := Host{ID: host.ID{Kind: "nixos", Name: f.name(i)}}
		args := probe.Args{Nonce: "n", Host: f.name(i), Roots: []string{"mxmlabs"}, Sources: r.sources.spellings(), Effects: true}
		walk := append(r.evalFlags(args.Expression()+" "+one.set()), r.sealed()...)
		json := append([]string{"eval", "--json", r.flakeRef() + "#nixosConfigurations." + f.name(i) + ".config.mxmlabs", "--override-input", "nixpkgs", "path:" + nixpkgs}, r.sealed()...)
		plain = append(plain, f.script(b, "plain", i, json))
		walker = append(walker, f.script(b, "walker", i, walk))
	}
	return plain, walker
}

func (f fleet) script(b *testing.B, kind string, i int, args []string) string {
	text := "exec nix"
	for _, a := range args {
		text += " '" + strings.ReplaceAll(a, "'", `'\''`) + "'"
	}
	name := filepath.Join(b.TempDir(), kind+strconv.Itoa(i))
	if err := os.WriteFile(name, []byte(text+" >/dev/null 2>&1\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	return name
}

// fan runs scripts, jobs at once.
func fan(b *testing.B, jobs int, scripts []string) time.Duration {
	start := time.Now()
	cmd := exec.Command("xargs", "-P", strconv.Itoa(jobs), "-n", "1", "sh")
	cmd.Stdin = strings.NewReader(strings.Join(scripts, "\n"))
	cmd.Env = append(os.Environ(), "NIX_CONFIG=extra-experimental-features = nix-command flakes")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("xargs: %v\n%s", err, out)
	}
	return time.Since(start)
}

// ours runs mxmcheck over the fleet and gives its time and its own peak memory in bytes, without
// that of the nix processes it starts.
func (f fleet) ours(b *testing.B, binary string, args ...string) (time.Duration, int64) {
	start := time.Now()
	cmd := exec.Command(binary, append([]string{"snapshot", "--stand-ins", "--quiet", "-C", f.dir, "--jobs", "2"}, args...)...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+f.cache())
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	var peak atomic.Int64
	ended := make(chan struct{})
	go watchPeak(cmd.Process.Pid, &peak, ended)
	err := cmd.Wait()
	close(ended)
	if cmd.ProcessState.ExitCode() > 1 {
		b.Fatalf("mxmcheck: %v", err)
	}
	return time.Since(start), peak.Load()
}

// cache is where the runs of one benchmark keep what they know.
func (f fleet) cache() string { return f.dir + "-cache" }

// forget makes the next run a cold one: nothing is known of any host.
func (f fleet) forget(b *testing.B) {
	if err := os.RemoveAll(filepath.Join(f.cache(), "mxmcheck", "outcomes")); err != nil {
		b.Fatal(err)
	}
}

// accept makes the fleet a checkout in which every host is accepted.
func (f fleet) accept(b *testing.B, binary string) {
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-C", f.dir, "-c", "user.name=operator", "-c", "user.email=operator@example.org"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	f.ours(b, binary)
	git("add", ".")
	git("commit", "-q", "-m", "accepted")
}

// watchPeak follows the high-water mark of a process, which is gone with it.
func watchPeak(pid int, peak *atomic.Int64, ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case <-time.After(10 * time.Millisecond):
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, rest, found := strings.Cut(string(status), "VmHWM:")
		if err != nil || !found {
			continue
		}
		if kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64); err == nil {
			peak.Store(kib * 1024)
		}
	}
}

// BenchmarkFleet times ways to ask a generated fleet of FLEET hosts (200 modules, 1,600 options
// each), in turn within each round: a loop and xargs -P 2 of plain `nix eval --json`, xargs -P 2 of
// the walker, and mxmcheck: cold, with nothing changed, and after a change of a module that every
// tenth host imports. nix-eval-jobs is no such way: it wants a derivation of every host. Metrics:
// milliseconds; mxmcheck/x says how many times longer than x a cold mxmcheck took; mxmcheck's own
// peak memory in bytes. `make bench-harness` builds the binary that MXMCHECK names.
func BenchmarkFleet(b *testing.B) {
	binary, size := os.Getenv("MXMCHECK"), os.Getenv("FLEET")
	if binary == "" || size == "" {
		b.Skip("set MXMCHECK and FLEET, or run make bench-harness")
	}
	hosts, err := strconv.Atoi(size)
	if err != nil {
		b.Fatal(err)
	}
	f := fleet{dir: filepath.Join(b.TempDir(), "fleet"), hosts: hosts, modules: 200, each: 7}
	f.write(b)
	folders, err := standin.Materialize(b.TempDir(), []standin.Want{{StandIn: "nixpkgs"}}, standin.Options{Namespaces: []string{"mxmlabs"}})
	if err != nil {
		b.Fatal(err)
	}
	r, err := Open(context.Background(), Options{Root: f.dir, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + folders[0]}}, Roots: []string{"mxmlabs"}, Effects: true, StandIns: true})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	plain, walker := f.commands(b, r, folders[0])
	f.accept(b, binary)
	times := map[string]float64{}
	var peak int64
	for b.Loop() {
		times["loop"] += fan(b, 1, plain).Seconds()
		times["xargs"] += fan(b, 2, plain).Seconds()
		times["walker"] += fan(b, 2, walker).Seconds()
		f.forget(b)
		took, memory := f.ours(b, binary, "--check")
		times["mxmcheck"] += took.Seconds()
		peak = max(peak, memory)
		took, _ = f.ours(b, binary, "--check")
		times["unchanged"] += took.Seconds()
		f.leaf(b, "another")
		took, _ = f.ours(b, binary, "--check", "--affected", "HEAD")
		times["leaf"] += took.Seconds()
		f.leaf(b, "first")
	}
	for name, sum := range times {
		b.ReportMetric(sum*1e3/float64(b.N), name+"-ms")
		if name != "mxmcheck" {
			b.ReportMetric(times["mxmcheck"]/sum, "mxmcheck/"+name)
		}
	}
	b.ReportMetric(float64(peak), "mxmcheck-peak-B")
}

// The generated fleet is a flake that evaluates, and its lock file is one.
func TestFleetEvaluates(t *testing.T) {
	var lock any
	if err := json.Unmarshal([]byte(fleetLock), &lock); err != nil {
		t.Fatal(err)
	}
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet"), hosts: 2, modules: 3, each: 2}
	f.write(t)
	folders, err := standin.Materialize(t.TempDir(), []standin.Want{{StandIn: "nixpkgs"}}, standin.Options{Namespaces: []string{"mxmlabs"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range evaluated(t, Options{Root: f.dir, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + folders[0]}}, Roots: []string{"mxmlabs"}, Effects: true, StandIns: true}) {
		if o.Failure != nil || len(o.Records) != 9 || o.Host.Name != f.name(i) {
			t.Errorf("%s: %d records, %+v", o.Host.Name, len(o.Records), o.Failure)
		}
	}
}

// evaluated are all hosts of a flake, evaluated.
func evaluated(t *testing.T, o Options) []Outcome {
	t.Helper()
	r, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	list, err := r.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := r.Eval(t.Context(), list.Hosts)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}
