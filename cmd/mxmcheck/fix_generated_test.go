package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fixSeeds = flag.Int("fix-seeds", 20, "how many repositories TestFixesKeepGeneratedHosts makes")

// Small repositories of modules that fixes apply to, and hosts that have them on, off or not at all: what the hosts are,
// evaluated, is the same before and after all fixes, unsafe ones too. Names of options may be other ones.
func TestFixesKeepGeneratedHosts(t *testing.T) {
	var mu sync.Mutex
	applied := map[string]int{}
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(*fixSeeds) {
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				root := t.TempDir()
				files := fixableRepository(seed)
				writeFiles(t, root, files)
				gitIn(t, root, "init", "-q")
				gitIn(t, root, "add", ".")
				before := hostValues(t, root)
				told := mxmcheckIn(t, root, "fix", "--unsafe", "--rule", "all", "--fail-level", "error")
				gitIn(t, root, "add", ".")
				if diff := cmp.Diff(before, hostValues(t, root)); diff != "" {
					t.Errorf("the hosts are others after these fixes (-before +after):\n%s\n%s\n%s", diff, told, outputOf(t, root, "diff", "--cached"))
				}
				mu.Lock()
				defer mu.Unlock()
				for _, rule := range fixedRules(told) {
					applied[rule]++
				}
			})
		}
	})
	t.Logf("repositories in which fixes of a rule were applied: %v", applied)
	for _, rule := range []string{"config-not-gated", "redundant-host-setting", "option-path-mismatch", "hand-written-enable", "missing-cfg", "top-level-with", "option-weak-type"} {
		if applied[rule] == 0 && *fixSeeds >= 20 {
			t.Errorf("no fix of %s was applied in any repository", rule)
		}
	}
}

// mxmcheckIn runs a command in a repository, and gives what it prints.
func mxmcheckIn(t *testing.T, root string, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if code := run(append(args, "-C", root), streams{in: strings.NewReader(""), out: &out, err: &complaints}); code == exitCannot {
		t.Fatalf("%v: exit %d: %s", args, code, &complaints)
	}
	return out.String()
}

func outputOf(t *testing.T, root string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// hostValues are the values of each host's options and effects, in order; of options of the namespace without what
// stands before the last name.
func hostValues(t *testing.T, root string) map[string][]string {
	t.Helper()
	dir := filepath.Join(root, "snapshots")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	said := mxmcheckIn(t, root, "snapshot", "--stand-ins", "--quiet")
	values := map[string][]string{}
	for _, name := range fixableHosts {
		text, err := os.ReadFile(filepath.Join(dir, "nixos", name+".snap"))
		if err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		for _, line := range strings.Split(string(text), "\n")[1:] {
			if strings.HasPrefix(line, "    : ") || line == "" {
				continue
			}
			if path, value, ok := strings.Cut(line, " = "); ok && strings.HasPrefix(path, "mxmlabs.") {
				line = "mxmlabs…" + path[strings.LastIndex(path, ".")+1:] + " = " + value
			}
			values[name] = append(values[name], line)
		}
		slices.Sort(values[name])
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return values
}

// fixedRules reads which rules fix says that it applied.
func fixedRules(told string) (rules []string) {
	for _, line := range strings.Split(told, "\n") {
		_, list, ok := strings.Cut(line, ": fixed: ")
		for _, item := range strings.Split(list, ", ") {
			if rule, _, counted := strings.Cut(item, " ("); ok && counted {
				rules = append(rules, rule)
			}
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

var fixableHosts = []string{"alpha", "beta"}

// fixable is a module with something to fix: its text, and the settings that a host may make. %[1]s is its name, %[2]s another one.
type fixable struct {
	module   string
	settings []string
}

// onOrOff are ways in which a host has a module on, off, or says nothing.
var onOrOff = []string{
	"mxmlabs.%[1]s.enable = true;", "mxmlabs.%[1]s.enable = true;", "mxmlabs.%[1]s.enable = false;", "mxmlabs.%[1]s.enable = lib.mkDefault true;",
	"mxmlabs.%[1]s.enable = lib.mkForce false;", "mxmlabs.%[1]s.enable = lib.mkIf (config.system.stateVersion != \"\") true;", "",
}

var fixables = []fixable{
	{"{ lib, ... }:\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\";\n  config = { networking.hosts.\"10.0.0.1\" = [ \"%[1]s\" ]; };\n}\n", onOrOff},
	{"{ config, lib, ... }:\nlet cfg = config.mxmlabs.%[1]s; in\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\";\n  options.mxmlabs.%[1]s.name = lib.mkOption { type = lib.types.str; default = \"n\"; };\n  config = { networking.hosts.\"10.0.0.2\" = [ \"%[1]s\" cfg.name ]; };\n}\n", onOrOff},
	{"{ lib, ... }:\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\";\n  config = { mxmlabs.%[1]s.enable = lib.mkDefault true; environment.variables.%[1]s = \"set\"; };\n}\n", onOrOff},
	{"{ config, lib, ... }:\nlet cfg = config.mxmlabs.%[1]s; in\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\";\n  config = { environment.variables.A%[1]s = \"lost\"; } // lib.mkIf cfg.enable { environment.variables.B%[1]s = \"kept\"; };\n}\n", onOrOff},
	{"{ config, lib, ... }:\nlet cfg = config.networking; in\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\";\n  config = lib.mkIf (config.mxmlabs.%[1]s.enable && cfg.domain != \"\") { environment.variables.%[1]s = \"on\"; };\n}\n", onOrOff},
	{"{ config, lib, pkgs, ... }:\n{\n  options.mxmlabs.group.%[2]s.enable = lib.mkEnableOption \"%[1]s\";\n  config = lib.mkIf config.mxmlabs.group.%[2]s.enable { environment.variables.%[1]s = \"renamed\"; };\n}\n",
		[]string{"mxmlabs.group.%[2]s.enable = true;", "mxmlabs.group = { %[2]s.enable = lib.mkDefault true; };", "mxmlabs.group.%[2]s.enable = false;", ""}},
	{"{ config, lib, ... }:\n{\n  options.mxmlabs.%[1]s.table = lib.mkOption { type = lib.types.attrs; default = { }; };\n  config.environment.variables.%[1]s = builtins.toJSON config.mxmlabs.%[1]s.table;\n}\n",
		[]string{"mxmlabs.%[1]s.table.a = 1;", "mxmlabs.%[1]s.table = { a = { b = 1; }; c = [ 1 ]; };", ""}},
	{"{ config, lib, ... }:\nwith lib;\n{\n  options.mxmlabs.%[1]s.enable = mkEnableOption \"Whether to enable %[1]s\";\n  config = mkIf config.mxmlabs.%[1]s.enable { environment.variables.%[1]s = concatStringsSep \",\" [ \"a\" \"b\" ]; };\n}\n", onOrOff},
	{"{ config, lib, ... }:\nlet\n  cfg = config.mxmlabs.%[1]s;\n  unused = 1;\n  text = cfg.text;\nin\n{\n  options.mxmlabs.%[1]s = {\n    enable = lib.mkOption { type = lib.types.bool; default = false; description = \"Enable %[1]s.\"; };\n    inner.enable = lib.mkOption { type = lib.types.bool; default = true; description = \"Whether to enable more of it\"; };\n    text = lib.mkOption { type = lib.types.str; default = \"t\"; };\n  };\n  config = lib.mkIf cfg.enable (lib.mkIf cfg.inner.enable { environment.variables = rec { %[1]s = text; }; });\n}\n",
		append(slices.Clone(onOrOff), "mxmlabs.%[1]s.text = \"t\";", "mxmlabs.%[1]s.inner.enable = true;", "mxmlabs.%[1]s.text = lib.mkDefault \"t\";", "mxmlabs.%[1]s.inner.enable = false;", "mxmlabs.%[1]s = { enable = false; text = \"t\"; };")},
	{"{ config, lib, ... }:\n{\n  options.mxmlabs.%[1]s.enable = lib.mkEnableOption \"%[1]s\" // { default = true; };\n  options.mxmlabs.%[1]s.port = lib.mkOption { type = lib.types.port; default = 22; };\n  config = lib.mkIf config.mxmlabs.%[1]s.enable { networking.hosts.\"10.0.0.3\" = [ \"%[1]s-${toString config.mxmlabs.%[1]s.port}\" ]; };\n}\n",
		append(slices.Clone(onOrOff), "mxmlabs.%[1]s.port = 22;", "mxmlabs.%[1]s.port = lib.mkForce 22;", "mxmlabs.%[1]s.port = lib.mkDefault 22;")},
}

// fixableRepository draws a repository: each module is imported by one host, by both or by none, and each host makes
// none or some of the settings.
func fixableRepository(seed uint64) map[string]string {
	r := rand.New(rand.NewPCG(seed, 15))
	files := map[string]string{
		"mxmcheck.toml": "namespace = [\"mxmlabs\"]\nmodules = [\"modules\"]\n",
		"flake.nix":     "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  outputs = { nixpkgs, ... }: {\n    nixosConfigurations.alpha = nixpkgs.lib.nixosSystem { modules = [ ./hosts/alpha.nix ]; };\n    nixosConfigurations.beta = nixpkgs.lib.nixosSystem { modules = [ ./hosts/beta.nix ]; };\n  };\n}\n",
		"flake.lock":    `{ "nodes": { "root": { "inputs": { "nixpkgs": "nixpkgs" } }, "nixpkgs": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 }, "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } } }, "root": "root", "version": 7 }`,
	}
	imports, settings := map[string]string{}, map[string]string{}
	for i := range 3 + r.IntN(5) {
		kind := fixables[r.IntN(len(fixables))]
		name, other := "m"+strconv.Itoa(i), "n"+strconv.Itoa(i)
		files["modules/"+name+".nix"] = fmt.Sprintf(kind.module, name, other)
		everywhere := r.IntN(3) > 0
		for _, host := range fixableHosts {
			if !everywhere && r.IntN(2) == 0 {
				continue
			}
			imports[host] += " ../modules/" + name + ".nix"
			setting := kind.settings[r.IntN(len(kind.settings))]
			if strings.Contains(setting, "%") {
				settings[host] += "  " + fmt.Sprintf(setting, name, other) + "\n"
			}
		}
	}
	for _, host := range fixableHosts {
		files["hosts/"+host+".nix"] = "{ config, lib, ... }:\n{\n  imports = [" + imports[host] + " ];\n  nixpkgs.hostPlatform = \"x86_64-linux\";\n  networking.hostName = \"" +
			host + "\";\n  networking.domain = \"" + []string{"x", "y"}[r.IntN(2)] + "\";\n  system.stateVersion = \"26.05\";\n" + settings[host] + "}\n"
	}
	return files
}
