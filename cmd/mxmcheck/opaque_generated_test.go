package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bodies are values of every sort, in which SEED stands somewhere: in the value itself, in the body of
// a function, or in a file that is named. FILES is the folder of such files.
var bodies = map[string]string{
	"text":              `"SEED"`,
	"lines":             `"first\nSEED\n"`,
	"integer":           `SEED`,
	"float":             `SEED.5`,
	"boolean":           `(SEED == 1)`,
	"null":              `(if SEED == 1 then null else "")`,
	"empty":             `(if SEED == 1 then { } else [ ])`,
	"function":          `(x: "SEED")`,
	"module":            `({ lib, ... }: { networking.domain = "SEED"; })`,
	"curried":           `(final: previous: { one = "SEED"; })`,
	"imported function": `(import FILES/function.nix)`,
	"functor":           `{ __functor = self: x: "SEED"; }`,
	"functor of set":    `{ __functor = self: { a, ... }: "SEED"; __functionArgs = { a = false; }; }`,
	"partial":           `(builtins.substring 0 SEED)`,
	"in list":           `[ 1 (x: "SEED") ]`,
	"in set":            `{ a = 1; f = x: "SEED"; }`,
	"file":              `FILES/text.txt`,
	"folder":            `FILES/folder`,
	"file as text":      `(toString FILES/text.txt)`,
	"file in text":      `"see ${FILES/text.txt}"`,
	"link":              `FILES/link.txt`,
	"folder with link":  `FILES/links`,
	"module file":       `FILES/module.nix`,
	"module folder":     `FILES/modules`,
	"copied":            `(builtins.path { path = FILES/text.txt; name = "copied"; })`,
	"filtered":          `(builtins.filterSource (path: type: true) FILES/folder)`,
	"written":           `(builtins.toFile "written" "SEED")`,
	"out path":          `{ outPath = FILES/text.txt; }`,
	"self":              `(inputs.self + "/files/text.txt")`,
	"whole self":        `inputs.self`,
	"package":           `(pkgs.writeText "text" "SEED")`,
	"overridden":        `(pkgs.hello.override { a = "SEED"; })`,
	"changed package":   `(pkgs.hello.overrideAttrs (old: { a = "SEED"; }))`,
	"package in text":   `"${pkgs.writeShellScript "script" "echo SEED"}"`,
	"derivation":        `(derivation { name = "made"; system = "x86_64-linux"; builder = "SEED"; })`,
	"path of it":        `"${derivation { name = "made"; system = "x86_64-linux"; builder = "SEED"; }}"`,
	"typed":             `{ _type = "other"; value = "SEED"; }`,
	"deep":              `(builtins.foldl' (inner: _: { a = inner; }) "SEED" (builtins.genList (i: i) 30))`,
	"long":              `(builtins.genList (i: if i == 5999 then "SEED" else i) 6000)`,
	"wide":              `(builtins.listToAttrs (builtins.genList (i: { name = "z${toString i}"; value = "SEED"; }) 6000))`,
	"long text":         `(builtins.concatStringsSep "" (builtins.genList (i: "0123456789abcdef") 70000) + "SEED")`,
	"bytes":             `"é SEED"`,
}

// homes are the ways in which an option comes to have a value: modules in which VALUE and NUMBER are put.
var homes = []string{
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.raw; }; config.mxmlabs.cNUMBER = VALUE;`,
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.raw; default = VALUE; };`,
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.listOf lib.types.raw; }; config.mxmlabs.cNUMBER = [ 1 VALUE ];`,
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.attrsOf lib.types.raw; }; config.mxmlabs.cNUMBER = { a = 1; b = VALUE; };`,
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.v = lib.mkOption { type = lib.types.raw; }; }); }; config.mxmlabs.cNUMBER.one.v = VALUE;`,
	`options.mxmlabs.cNUMBER = lib.mkOption { type = lib.types.submodule { freeformType = lib.types.attrsOf lib.types.raw; }; }; config.mxmlabs.cNUMBER.v = VALUE;`,
	`config.services.cNUMBER.v = VALUE;`,
	`config.services.cNUMBER = lib.mkIf true (lib.mkMerge [ { v = lib.mkForce VALUE; } ]);`,
	`config.services.cNUMBER.list = [ { v = VALUE; } ];`,
}

// bodyFiles are the files that values name, by name.
var bodyFiles = map[string]string{
	"text.txt": "SEED\n", "folder/one": "same\n", "folder/two": "SEED\n", "function.nix": "x: \"SEED\"\n", "target/text": "SEED\n",
	"module.nix": "{ imports = [ ./more.nix ]; }\n", "more.nix": "{ networking.domain = \"SEED\"; }\n",
	"modules/default.nix": "{ imports = [ ./more.nix ]; }\n", "modules/more.nix": "{ networking.domain = \"SEED\"; }\n",
}

const bodiesFlake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.one = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; specialArgs = { inherit inputs; }; modules = import ./modules.nix; };
  };
}
`

// bodiesRepository writes a host with every value in every home, and gives what stands behind each number.
func bodiesRepository(t *testing.T, root, seed string) []string {
	t.Helper()
	var modules strings.Builder
	var names []string
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		value := bodies[name]
		for i, home := range homes {
			if slices.Contains([]string{"long", "wide", "long text"}, name) && i%6 > 0 { // thousands of values each
				continue
			}
			text := strings.NewReplacer("VALUE", value, "NUMBER", fmt.Sprint(len(names)+100)).Replace(home)
			names = append(names, fmt.Sprintf("%s, home %d", name, i))
			fmt.Fprintf(&modules, "({ config, lib, pkgs, inputs, ... }: { %s })\n", strings.NewReplacer("SEED", seed, "FILES", "./files").Replace(text))
		}
	}
	putFile(t, filepath.Join(root, "flake.nix"), bodiesFlake)
	putFile(t, filepath.Join(root, "flake.lock"), secretsLock)
	putFile(t, filepath.Join(root, "mxmcheck.toml"), "namespace = [\"mxmlabs\"]\n")
	putFile(t, filepath.Join(root, "modules.nix"), "[\n"+modules.String()+"]\n")
	for name, text := range bodyFiles {
		putFile(t, filepath.Join(root, "files", name), strings.ReplaceAll(text, "SEED", seed))
	}
	return names
}

// Whatever value an option has, and wherever it has it: if the value changes, snapshot --check and diff
// say so, or count it as not compared.
func TestNoValueIsUnchangedThatChanged(t *testing.T) {
	root := filepath.Join(t.TempDir(), "repo")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	bodiesRepository(t, root, "1")
	putFile(t, filepath.Join(root, "files", "links", "one"), "same\n")
	for link, target := range map[string]string{"link.txt": "text.txt", "links/two": "../target/text"} {
		if err := os.Symlink(target, filepath.Join(root, "files", link)); err != nil {
			t.Fatal(err)
		}
	}
	gitIn(t, root, "init", "-q")
	commitAll(t, root)
	evaluated(t, root, "snapshot", "one", "--accept-errors")
	names := bodiesRepository(t, root, "2")
	for _, command := range []string{"snapshot --check", "diff HEAD"} {
		told := toldNumbers(t, evaluated(t, root, strings.Fields(command)...).Hosts)
		for i, name := range names {
			if !told[i+100] {
				t.Errorf("%s calls a changed value unchanged: %s: %s", command, name, bodies[strings.Split(name, ",")[0]])
			}
		}
	}
}

var bodyPath = regexp.MustCompile(`^(?:mxmlabs|services)\.c([0-9]+)(?:\.|$)`)

// toldNumbers are the numbers of the options that are reported as changed, or as not compared.
func toldNumbers(t *testing.T, hosts []opaqueHost) map[int]bool {
	t.Helper()
	told := map[int]bool{}
	for _, h := range hosts {
		if h.Failure != nil {
			t.Fatal(h.Failure.Message)
		}
		for _, one := range slices.Concat(h.Changes, h.NotCompared) {
			if m := bodyPath.FindStringSubmatch(one.Path); m != nil {
				n, _ := strconv.Atoi(m[1])
				told[n] = true
			}
		}
	}
	return told
}

// evaluated runs a command with the stand-ins, and gives the report that it writes as JSON.
func evaluated(t *testing.T, root string, args ...string) (document struct{ Hosts []opaqueHost }) {
	t.Helper()
	var out, err bytes.Buffer
	if exit := run(append(args, "-C", root, "--stand-ins", "--quiet", "--format", "json"), streams{in: strings.NewReader(""), out: &out, err: &err}); exit > 1 {
		t.Fatalf("%v: exit %d\n%s", args, exit, err.String())
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return document
}

type opaqueHost struct {
	Failure              *struct{ Message string }
	Changes, NotCompared []struct{ Path string }
}
