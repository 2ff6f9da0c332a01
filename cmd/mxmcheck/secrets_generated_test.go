package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mxmcheck/cmd/mxmcheck/report"
)

// sentinel stands in every secret that is generated, and nowhere else.
const sentinel = "sentinel"

// secretNamings are the ways to write a name of some words.
var secretNamings = []func(words []string) string{
	func(words []string) string { return words[0] + titled(words[1:]) },
	titled,
	func(words []string) string { return strings.Join(words, "_") },
	func(words []string) string { return strings.Join(words, "-") },
	func(words []string) string { return strings.ToUpper(strings.Join(words, "_")) },
	func(words []string) string { return strings.Join(words, "") },
}

func titled(words []string) string {
	var out strings.Builder
	for _, word := range words {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}

// secretNestings are the ways in which a text comes to have a name: modules in which NAME, VALUE and
// NUMBER are put.
var secretNestings = []string{
	`config.services.sNUMBER.NAME = VALUE;`,
	`config.services.sNUMBER.settings = { a.b.NAME = VALUE; NAME-count = 3; };`,
	`config.services.sNUMBER.users = [ { NAME = VALUE; name = "user"; } ];`,
	`config.services.sNUMBER.NAME = [ VALUE "other-VALUELESS" ];`,
	`config.services.sNUMBER = lib.mkIf true (lib.mkMerge [ { settings.NAME = lib.mkForce VALUE; } ]);`,
	`options.mxmlabs.sNUMBER.NAME = lib.mkOption { type = lib.types.str; default = VALUE; };`,
	`options.mxmlabs.sNUMBER.settings = lib.mkOption { type = lib.types.attrs; default = { }; }; config.mxmlabs.sNUMBER.settings = { list = [ [ { NAME = VALUE; } ] ]; };`,
	`options.mxmlabs.sNUMBER.users = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.NAME = lib.mkOption { type = lib.types.nullOr lib.types.str; default = null; }; }); default = { }; }; config.mxmlabs.sNUMBER.users.one.NAME = VALUE;`,
	`options.mxmlabs.sNUMBER.NAME = lib.mkOption { type = lib.types.str; }; config.mxmlabs.sNUMBER.NAME = VALUE; config.environment.etc.eNUMBER.text = "x: ${config.mxmlabs.sNUMBER.NAME}";`,
	`options.mxmlabs.sNUMBER.NAME = lib.mkOption { type = lib.types.str; }; config.mxmlabs.sNUMBER.NAME = VALUE; config.environment.etc.eNUMBER.text = builtins.toJSON { one.NAME = config.mxmlabs.sNUMBER.NAME; };`,
	`options.mxmlabs.sNUMBER = { NAME = lib.mkOption { type = lib.types.str; default = VALUE; }; broken = lib.mkOption { type = lib.types.str; default = throw "not with ${config.mxmlabs.sNUMBER.NAME}"; }; };`,
	`options.mxmlabs.sNUMBER.settings = lib.mkOption { type = lib.types.str; default = throw "not with ${lib.generators.toPretty { } { NAME = VALUE; }}"; };`,
	`options.mxmlabs.sNUMBER.NAME = lib.mkOption { type = lib.types.int; default = 0; }; config.mxmlabs.sNUMBER.NAME = VALUE;`,
	`options.mxmlabs.sNUMBER.port = lib.mkOption { type = lib.types.int; default = 0; }; config.mxmlabs.sNUMBER.port = { NAME = VALUE; };`,
	`config.services.sNUMBER.NAME = VALUE; config.assertions = [ { assertion = false; message = "not with ${config.services.sNUMBER.NAME}"; } ];`,
	`config.services.sNUMBER.NAME = VALUE; config.warnings = [ "not with ${config.services.sNUMBER.NAME}" ];`,
}

// secretValues are texts that are quoted in other ways elsewhere.
func secretValue(seed string, n int) string {
	word := fmt.Sprintf("%s-%s%d", sentinel, seed, n)
	return []string{word, word + `\"quoted\"`, word + `\n` + word + `-second-line`, "/" + word, word + "-é"}[n%5]
}

// secretModules are modules with every spelling of the names, and every nesting.
func secretModules(seed string) string {
	var out strings.Builder
	n := 0
	for k, words := range [][]string{{"password"}, {"hashed", "password"}, {"initial", "password"}, {"initial", "hashed", "password"}, {"password", "hash"}, {"secret", "key"}, {"api", "key"}, {"token"}, {"private", "key"}, {"preshared", "key"}, {"passphrase"}, {"client", "secret"}, {"access", "token"}, {"auth", "token"}} {
		for i, naming := range secretNamings {
			for j, nesting := range secretNestings {
				if (i+j+k)%len(secretNamings) != 0 || j%2 != k%2 { // all of them take minutes: each has a part of the others
					continue
				}
				n++
				text := strings.NewReplacer("NAME", naming(words), "NUMBER", fmt.Sprint(n), "VALUELESS", "text", "VALUE", `"`+secretValue(seed, n)+`"`).Replace(nesting)
				fmt.Fprintf(&out, "({ config, lib, ... }: {\n  %s\n})\n", text)
			}
		}
	}
	return out.String()
}

const secretsFlake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }:
    let system = modules: nixpkgs.lib.nixosSystem { system = "x86_64-linux"; inherit modules; }; in
    {
      nixosConfigurations.one = system (import ./modules.nix);
      nixosConfigurations.wrong = system [ ({ lib, ... }: let passwordHash = "sentinel-of-host"; in { imports = throw "no host with ${passwordHash}"; }) ];
    };
}
`

const secretsLock = `{ "nodes": { "root": { "inputs": { "nixpkgs": "nixpkgs" } },
  "nixpkgs": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 },
    "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } } },
  "root": "root", "version": 7 }
`

// No command tells a secret, in whatever format, and none is kept: in every spelling of the names, in
// every nesting, before and after all of them changed.
func TestNoSecretIsTold(t *testing.T) {
	root, cache := filepath.Join(t.TempDir(), "repo"), t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	write := func(seed string) { putFile(t, filepath.Join(root, "modules.nix"), "[\n"+secretModules(seed)+"]\n") }
	putFile(t, filepath.Join(root, "flake.nix"), secretsFlake)
	putFile(t, filepath.Join(root, "flake.lock"), secretsLock)
	write("first")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=operator", "-c", "user.email=operator@example.org", "commit", "-q", "-m", "first"}} {
		if out, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	tellsNothing(t, root, 1, "snapshot", "--verbose")
	tellsNothing(t, root, 0, "snapshot", "--accept-errors", "one", "wrong")
	said := tellsNothing(t, root, 0, "snapshot", "--check")
	if !strings.Contains(said, "0 unchanged, 0 changed, 1 failed, 1 the same apart from secrets") {
		t.Errorf("snapshot --check says %q", said)
	}
	write("second")
	commands := map[string]func(report.Format) bool{"check": report.OfCheck, "snapshot --check": report.OfSnapshots, "diff HEAD": report.OfDiff, "prove HEAD": report.OfProof, "hosts": report.OfHosts}
	for command, kind := range commands {
		for _, format := range report.FormatsOf(kind) {
			tellsNothing(t, root, -1, append(strings.Fields(command), "--format", format.Name)...)
		}
	}
	if said := tellsNothing(t, root, 1, "diff", "HEAD", "--verbose"); strings.Count(said, "set → set otherwise") < 30 {
		t.Errorf("diff says %q", said)
	}
	holdNothing(t, filepath.Join(cache, "mxmcheck"))
	holdNothing(t, filepath.Join(root, "snapshots"))
}

// tellsNothing runs a command, and wants nothing of a secret in what it says.
func tellsNothing(t *testing.T, root string, exit int, args ...string) string {
	t.Helper()
	var out, err bytes.Buffer
	got := run(append(args, "-C", root, "--stand-ins"), streams{in: strings.NewReader(""), out: &out, err: &err})
	if exit >= 0 && got != exit {
		t.Errorf("%v: exit %d, want %d\n%s%s", args, got, exit, out.String(), err.String())
	}
	for _, line := range strings.Split(out.String()+err.String(), "\n") {
		if strings.Contains(line, sentinel) {
			t.Errorf("%v says: %s", args, line)
		}
	}
	return out.String()
}

func holdNothing(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		if bytes.Contains(text, []byte(sentinel)) {
			t.Errorf("%s holds a secret", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
