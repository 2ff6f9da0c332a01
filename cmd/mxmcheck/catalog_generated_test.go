package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mxmcheck/harness/standin"
)

// madeOption is an option of the made nixpkgs: its type, and a path below it that has a value.
type madeOption struct{ kind, below, value string }

var madeOptions = []madeOption{
	{"lib.types.bool", "", "true"},
	{"lib.types.int", "", "3"},
	{"lib.types.str", "", `"text"`},
	{`lib.types.enum [ "one" "two" ]`, "", `"one"`},
	{"lib.types.nullOr lib.types.int", "", "null"},
	{"lib.types.listOf lib.types.str", "", `[ "text" ]`},
	{"lib.types.attrsOf lib.types.int", "somename", "1"},
	{"lib.types.attrsOf (lib.types.submodule { options.inner = lib.mkOption { type = lib.types.int; default = 0; }; })", "somename.inner", "1"},
	{"lib.types.nullOr (lib.types.submodule { options.inner = lib.mkOption { type = lib.types.attrsOf lib.types.int; default = { }; }; })", "inner.somename", "1"},
	{"lib.types.submodule { freeformType = lib.types.attrsOf lib.types.int; options.inner = lib.mkOption { type = lib.types.int; default = 0; }; }", "inner", "1"},
	{"lib.types.attrsOf lib.types.anything", "somename.further", "1"},
	{"lib.types.lazyAttrsOf (lib.types.attrsOf (lib.types.submodule { options.inner = lib.mkOption { type = lib.types.str; default = \"\"; }; }))", "first.second.inner", `"text"`},
}

// catalogRig is a flake of one host, whose nixpkgs declares options of every kind.
type catalogRig struct {
	rng           *rand.Rand
	nixpkgs, repo string
	settings      []string // paths that the host sets
	values        []string
}

const catalogNixpkgs = `{
  outputs = _: let lib = import ./lib; in {
    lib = lib // { nixosSystem = { modules }: lib.evalModules { modules = modules ++ [ ./options.nix ]; }; };
  };
}
`

const catalogFlake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; }; };
}
`

const catalogLock = `{ "nodes": {
  "nixpkgs": { "locked": { "lastModified": 1, "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "type": "github" },
               "original": { "owner": "NixOS", "repo": "nixpkgs", "type": "github" } },
  "root": { "inputs": { "nixpkgs": "nixpkgs" } } }, "root": "root", "version": 7 }
`

func newCatalogRig(t *testing.T, seed uint64) *catalogRig {
	dir := t.TempDir()
	r := &catalogRig{rng: rand.New(rand.NewPCG(seed, 15)), nixpkgs: filepath.Join(dir, "nixpkgs"), repo: filepath.Join(dir, "repo")}
	folders, err := standin.Materialize(dir, []standin.Want{{StandIn: "nixpkgs", Input: "nixpkgs"}}, standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(r.nixpkgs, "lib"), os.DirFS(filepath.Join(folders[0], "lib"))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(r.nixpkgs, "flake.nix"), catalogNixpkgs)
	writeFile(t, filepath.Join(r.nixpkgs, "options.nix"), r.options())
	writeFile(t, filepath.Join(r.repo, "flake.nix"), catalogFlake)
	writeFile(t, filepath.Join(r.repo, "flake.lock"), catalogLock)
	return r
}

// options declares every kind of option at paths of one to four names.
func (r *catalogRig) options() string {
	words := []string{"services", "programs", "hardware", "networking", "security", "virtualisation", "environment", "systemd"}
	var out strings.Builder
	out.WriteString("{ lib, ... }: {\n")
	for i, one := range slices.Concat(madeOptions, madeOptions) {
		path := fmt.Sprintf("option%c%c", 'a'+i%26, 'a'+r.rng.IntN(26))
		for range r.rng.IntN(4) {
			path = words[r.rng.IntN(len(words))] + "." + path
		}
		fmt.Fprintf(&out, "  options.%s = lib.mkOption { type = %s; };\n", path, one.kind)
		r.settings = append(r.settings, strings.TrimSuffix(path+"."+one.below, "."))
		r.values = append(r.values, one.value)
	}
	return out.String() + "}\n"
}

// web writes the host with all settings, one of them by another path.
func (r *catalogRig) web(t *testing.T, misspelt int, as string) {
	var out strings.Builder
	out.WriteString("{\n")
	for i, path := range r.settings {
		if i == misspelt {
			fmt.Fprintf(&out, "  %s = %s;\n", path, r.values[i])
			path = as
		}
		fmt.Fprintf(&out, "  %s = %s;\n", path, r.values[i])
	}
	writeFile(t, filepath.Join(r.repo, "web.nix"), out.String()+"}\n")
}

// evaluates reports whether nix takes the host.
func (r *catalogRig) evaluates() bool {
	expression := fmt.Sprintf("((import %s/flake.nix).outputs { }).lib.nixosSystem { modules = [ %s/web.nix ]; }", r.nixpkgs, r.repo)
	return exec.Command("nix-instantiate", "--eval", "--strict", "--json", "-E", "builtins.removeAttrs ("+expression+").config [ \"_module\" ]").Run() == nil
}

// found are the lines of the rule's findings.
func (r *catalogRig) found(t *testing.T) (lines []int) {
	var out, complaints bytes.Buffer
	if code := run([]string{"lint", "-C", r.repo, "--format", "json", "--rule", "unknown-option"}, streams{out: &out, err: &complaints}); code == exitCannot {
		t.Fatalf("lint: %s", complaints.String())
	}
	var document struct{ Findings []struct{ Line int } }
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	for _, one := range document.Findings {
		lines = append(lines, one.Line)
	}
	return lines
}

// misspell drops, doubles, swaps or changes a letter of one name of a path.
func (r *catalogRig) misspell(path string) string {
	names := strings.Split(path, ".")
	i := r.rng.IntN(len(names))
	name := names[i]
	at := 1 + r.rng.IntN(len(name)-2)
	switch r.rng.IntN(4) {
	case 0:
		names[i] = name[:at] + name[at+1:]
	case 1:
		names[i] = name[:at] + name[at:at+1] + name[at:]
	case 2:
		names[i] = name[:at] + "q" + name[at+1:]
	case 3:
		names[i] = name[:at] + name[at+1:at+2] + name[at:at+1] + name[at+2:]
	}
	return strings.Join(names, ".")
}

// Each setting of a host with one letter wrong is one finding where nix refuses it, and none where nix
// takes it; the settings as they should be are none.
func TestMisspeltOptionsAreFound(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	refused := 0
	for seed := range uint64(2) {
		r := newCatalogRig(t, seed)
		r.web(t, -1, "")
		var out, complaints bytes.Buffer
		if code := run([]string{"catalog", "-C", r.repo, "--quiet", "--override-input", "nixpkgs", "path:" + r.nixpkgs}, streams{out: &out, err: &complaints}); code != exitClean {
			t.Fatalf("catalog: %s", complaints.String())
		}
		if !r.evaluates() || len(r.found(t)) > 0 {
			t.Fatalf("seed %d: what is spelt well evaluates: %v; lines with findings: %v", seed, r.evaluates(), r.found(t))
		}
		for i, path := range r.settings {
			as := r.misspell(path)
			if slices.Contains(r.settings, as) {
				continue
			}
			r.web(t, i, as)
			fails, lines := !r.evaluates(), r.found(t)
			if fails {
				refused++
			}
			if want := []int{i + 3}; fails && !slices.Equal(lines, want) || !fails && len(lines) > 0 {
				t.Errorf("seed %d: %s for %s: nix refuses it: %v; lines with findings: %v, of which %v is meant", seed, as, path, fails, lines, want)
			}
		}
	}
	if refused < 20 {
		t.Errorf("nix refuses only %d", refused)
	}
	fmt.Printf("misspelt options that nix refuses: %d\n", refused)
}
