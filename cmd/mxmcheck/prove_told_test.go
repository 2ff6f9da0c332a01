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
	"strings"
	"sync/atomic"
	"testing"
)

var toldSeeds = flag.Int("told-seeds", 30, "how many repositories TestProveSeesWhatInputsAreTold makes for each of its arms")

// toldWay is one way in which a repository tells something to its inputs. Each of its variants is
// another call: where spelled tells two ways to write one, both are the same call.
type toldWay struct {
	name     string
	where    string   // module, modules (of the host), flake (the nixpkgs of the host), special (further arguments)
	variants []string // calls that differ from each other
	spelled  []string // other ways to write the first variant
	unseen   bool     // it is made of functions: that is never proven
}

// waysToTell is the grammar.
func waysToTell() []toldWay {
	module := func(name string, variants ...string) toldWay {
		return toldWay{name: name, where: "module", variants: variants}
	}
	pkg := func(name string, packages ...string) toldWay {
		var variants []string
		for _, p := range packages {
			variants = append(variants, fmt.Sprintf("environment.%s = [ %s ];", name, p))
		}
		return toldWay{name: name, where: "module", variants: variants, spelled: []string{fmt.Sprintf("environment.%s = let it = %s; in [ it ];", name, packages[0])}}
	}
	return []toldWay{
		pkg("set", "pkgs.python311Packages.requests", "pkgs.python312Packages.requests", "pkgs.requests"),
		pkg("kernel", "pkgs.linuxPackages.kernel", "pkgs.linuxPackages_latest.kernel", "pkgs.linuxPackages.zfs"),
		pkg("linked", "pkgs.hello", "pkgs.pkgsStatic.hello", "pkgs.pkgsCross.aarch64-multiplatform.hello", "inputs.unstable.legacyPackages.x86_64-linux.hello"),
		pkg("instance", `(import inputs.nixpkgs { system = "x86_64-linux"; }).git`, `(import inputs.unstable { system = "x86_64-linux"; }).git`,
			`(import inputs.nixpkgs { system = "x86_64-linux"; config.allowUnfree = true; }).git`, `(import inputs.nixpkgs { system = "aarch64-linux"; }).git`,
			`(import inputs.nixpkgs { system = "x86_64-linux"; overlays = [ (final: prev: { curl = prev.writeText "curl" "1"; }) ]; }).git`,
			`(import inputs.nixpkgs { system = "x86_64-linux"; overlays = [ (final: prev: { curl = prev.writeText "curl" "2"; }) ]; }).git`,
			`(import inputs.nixpkgs { system = "x86_64-linux"; crossSystem.config = "riscv64-unknown-linux-gnu"; crossSystem.system = "riscv64-linux"; }).git`),
		pkg("override", "(pkgs.vim.override { gui = true; })", "(pkgs.vim.override { gui = false; })", "(pkgs.vim.override { python = pkgs.python3; })", "(pkgs.vim.overrideAttrs { gui = true; })", "pkgs.vim"),
		pkg("written", `(pkgs.writeText "a" "one")`, `(pkgs.writeText "a" "two")`, `(pkgs.writeShellScript "a" "one")`, `(pkgs.writeShellScriptBin "a" "one")`),
		pkg("made", `(pkgs.stdenv.mkDerivation { name = "a"; src = ./src; })`, `(pkgs.stdenvNoCC.mkDerivation { name = "a"; src = ./src; })`,
			`(pkgs.stdenv.mkDerivation { name = "a"; src = ./src; meta.priority = 1; })`, `(pkgs.stdenv.mkDerivation { name = "a"; src = ./src; buildInputs = [ pkgs.zlib ]; })`),
		pkg("format", `((pkgs.formats.ini { }).generate "a" { b = 1; })`, `((pkgs.formats.ini { listsAsDuplicateKeys = true; }).generate "a" { b = 1; })`, `((pkgs.formats.toml { }).generate "a" { b = 1; })`),
		pkg("part", "pkgs.openssl", "(lib.getDev pkgs.openssl)", "(lib.getLib pkgs.openssl)", "pkgs.openssl.dev"),
		pkg("priority", "(lib.hiPrio pkgs.bash)", "(lib.lowPrio pkgs.bash)", "pkgs.bash"),
		pkg("patched", `(pkgs.applyPatches { src = ./src; patches = [ ]; })`, `(pkgs.applyPatches { src = ./src; patches = [ ./a.patch ]; })`),
		pkg("raw", `(derivation { name = "a"; system = "s"; builder = "b"; })`, `(derivation { name = "a"; system = "s"; builder = "c"; })`, `(derivation { name = "a"; system = "s"; builder = "b"; args = [ ./a.patch ]; })`),
		pkg("described", "pkgs.tmux", "(lib.addMetaAttrs { a = 1; } pkgs.tmux)", "(lib.addMetaAttrs { a = 2; } pkgs.tmux)", "(pkgs.tmux // { meta.mainProgram = \"tm\"; })"),
		pkg("guarded", "(lib.optional (pkgs ? zsh) pkgs.fish)", "(lib.optional (pkgs ? zsh) pkgs.dash)"),
		module("place", `services.a.at = { outPath = "/a"; b = 1; };`, `services.a.at = { outPath = "/a"; b = 2; };`, `services.a.at = { outPath = "/b"; b = 1; };`),
		module("like a package", `services.a.like = { type = "derivation"; name = "a"; b = 1; };`, `services.a.like = { type = "derivation"; name = "a"; b = 2; };`),
		module("where declared", "services.a.more = lib.optional (options ? services.z) 1;", "services.a.more = lib.optional (options ? services.z) 2;"),
		module("where some are declared", "services.y = lib.optionalAttrs (options.services ? y) { x = 1; };", "services.y = lib.optionalAttrs (options.services ? y) { x = 2; };"),
		module("homes of a stub", "home-manager.users.me.programs.git.enable = true;", "home-manager.users.me.programs.git.enable = false;"),
		{name: "tried", where: "module", variants: []string{"services.a.ok = if (builtins.tryEval pkgs.hello.version).success then 1 else 3;", "services.a.ok = if (builtins.tryEval pkgs.hello.version).success then 2 else 3;"}, unseen: true},
		{name: "tried option", where: "module", variants: []string{"services.a.ok = if (builtins.tryEval (config.services.b.port or 1)).success then 1 else 3;", "services.a.ok = if (builtins.tryEval (config.services.b.port or 1)).success then 2 else 3;"}, unseen: true},
		{name: "text", where: "module", variants: []string{`systemd.services.a.serviceConfig.ExecStart = "${pkgs.hello}/bin/hello";`, `systemd.services.a.serviceConfig.ExecStart = "${pkgs.pkgsStatic.hello}/bin/hello";`},
			spelled: []string{`systemd.services.a.serviceConfig.ExecStart = pkgs.hello + "/bin/hello";`}},
		{name: "profile", where: "module", variants: []string{"", `imports = [ (modulesPath + "/profiles/qemu-guest.nix") ];`, `imports = [ (modulesPath + "/profiles/hardened.nix") ];`, "imports = [ inputs.disko.nixosModules.disko ];"}, spelled: []string{"imports = [ ];"}},
		{name: "profiles", where: "modules", variants: []string{"inputs.disko.nixosModules.disko", "{ }", `"${inputs.nixpkgs}/nixos/modules/profiles/minimal.nix"`}, spelled: []string{"inputs.disko.nixosModules.default"}},
		module("disabled", "", `disabledModules = [ "services/web/nginx.nix" ];`, `disabledModules = [ "services/web/caddy.nix" ];`),
		module("overlays", "", `nixpkgs.overlays = [ (final: prev: { hello = prev.writeText "hello" "1"; }) ];`, `nixpkgs.overlays = [ (final: prev: { hello = prev.writeText "hello" "2"; }) ];`, `nixpkgs.overlays = [ (final: prev: { inherit (prev.pkgsStatic) hello; }) ];`),
		module("config", "", "nixpkgs.config.allowUnfree = true;", `nixpkgs.config.permittedInsecurePackages = [ "a-1" ];`),
		{name: "flake", where: "flake", variants: []string{"inputs.nixpkgs", "inputs.unstable"}},
		{name: "pkgs", where: "special", variants: []string{"", `pkgs = import inputs.nixpkgs { system = "x86_64-linux"; config.allowUnfree = true; };`, `pkgs = import inputs.unstable { system = "x86_64-linux"; };`,
			`pkgs = import inputs.nixpkgs { system = "x86_64-linux"; overlays = [ (final: prev: { zlib = prev.writeText "zlib" ""; }) ]; };`}},
		{name: "own option", where: "modules", variants: []string{`({ lib, ... }: { options.services.q.port = lib.mkOption { default = 1; }; })`, `({ lib, ... }: { options.services.q.port = lib.mkOption { default = 2; }; })`, `({ lib, ... }: { options.services.q.port = lib.mkOption { default = 1; }; config.services.q.port = lib.mkDefault 3; })`},
			spelled: []string{`({ lib, ... }: let port = lib.mkOption { default = 2 - 1; }; in { options.services.q = { inherit port; }; })`}},
		{name: "joined by its type", where: "modules", variants: []string{`({ lib, ... }: { options.services.r.text = lib.mkOption { type = lib.types.lines; }; config.services.r.text = lib.mkMerge [ "a" "b" ]; })`, `({ lib, ... }: { options.services.r.text = lib.mkOption { type = lib.types.commas; }; config.services.r.text = lib.mkMerge [ "a" "b" ]; })`}},
		{name: "type", where: "modules", variants: []string{`({ lib, ... }: { options.systemd.units = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.hard = lib.mkOption { default = 1; }; }); default = { }; }; })`, `({ lib, ... }: { options.systemd.units = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.hard = lib.mkOption { default = 2; }; }); default = { }; }; })`}, unseen: true},
		{name: "apply", where: "modules", variants: []string{`({ lib, ... }: { options.networking.domain = lib.mkOption { apply = x: x; default = null; }; })`, `({ lib, ... }: { options.networking.domain = lib.mkOption { apply = x: x + ".b"; default = null; }; })`}, unseen: true},
		{name: "function", where: "module", variants: []string{"services.a.hook = a: a;", "services.a.hook = a: 1;"}, unseen: true},
		{name: "default", where: "module", variants: []string{"services.a.on = config.services.b.enable or false;", "services.a.on = config.services.c.enable or false;"}, unseen: true},
		{name: "branch", where: "module", variants: []string{"services.a.on = if config.programs.b.enable or false then 1 else 3;", "services.a.on = if config.programs.b.enable or false then 2 else 3;"}, unseen: true},
		{name: "part of it", where: "module", variants: []string{"services.a.port = let cfg = config.services.b; in cfg.port or 1;", "services.a.port = let cfg = config.services.c; in cfg.port or 1;"}, unseen: true},
		{name: "with", where: "module", variants: []string{"services.a.port = with config; services.b.port or 1;", "services.a.port = let inherit (config) services; in services.c.port or 1;"}, unseen: true},
		{name: "by path", where: "module", variants: []string{`services.a.port = lib.attrByPath [ "services" "b" "port" ] 1 config;`, `services.a.port = lib.attrByPath [ "services" "c" "port" ] 1 config;`}, unseen: true},
		module("defined", "services.d.port = 1; services.e.port = config.services.d.port or 2;", "services.d.port = 2; services.e.port = config.services.d.port or 2;"),
		{name: "version", where: "module", variants: []string{`services.a.new = lib.versionAtLeast pkgs.hello.version "1";`, `services.a.new = lib.versionAtLeast pkgs.hello.version "2";`}, unseen: true},
		{name: "release", where: "module", variants: []string{`services.a.late = lib.versionAtLeast lib.version "24.05";`, `services.a.late = lib.versionAtLeast lib.version "24.11";`}, unseen: true},
		{name: "wrapped", where: "module", variants: []string{"services.a.package = pkgs.python3.withPackages (p: [ p.a ]);", "services.a.package = pkgs.python3.withPackages (p: [ p.b ]);"}, unseen: true},
	}
}

// toldRepository is a repository that tells its inputs some of it.
type toldRepository struct {
	chosen  []toldWay
	texts   []string // of each chosen one, how it is toldWay
	rename  bool     // its files and variables are called otherwise
	reorder bool
	split   bool // what one module has is in two
}

func (r toldRepository) files() map[string]string {
	parts := map[string][]string{}
	for i, one := range r.chosen {
		parts[one.where] = append(parts[one.where], r.texts[i])
	}
	if r.reorder {
		slices.Reverse(parts["module"])
	}
	from := slices.Concat(parts["flake"], []string{"inputs.nixpkgs"})[0]
	file, host := "app.nix", "one"
	if r.rename {
		file, host = "application.nix", "machine"
	}
	files := map[string]string{
		"flake.lock": toldLock, "src/main.c": "int main;", "a.patch": "--- a",
		"flake.nix": `{
  inputs = { nixpkgs.url = "github:NixOS/nixpkgs"; unstable.url = "github:NixOS/nixpkgs/nixos-unstable"; disko.url = "github:nix-community/disko"; };
  outputs = inputs: let ` + host + ` = import ./host.nix inputs; in { nixosConfigurations.one = ` + host + `; };
}
`,
		"host.nix": fmt.Sprintf("inputs: (%s).lib.nixosSystem {\n  system = \"x86_64-linux\";\n  specialArgs = { inherit inputs; %s };\n  modules = [ ./%s %s ];\n}\n", from, strings.Join(parts["special"], " "), file, strings.Join(parenthesised(parts["modules"]), " ")),
	}
	return r.modules(files, file, parts["module"])
}

// modules writes each statement as a module of its own, in one file or two.
func (r toldRepository) modules(files map[string]string, file string, statements []string) map[string]string {
	here, there := statements, []string(nil)
	more := "{ options.mxmlabs.on = lib.mkOption { type = lib.types.bool; default = true; }; }"
	if r.split {
		here, there, more = statements[:len(statements)/2], statements[len(statements)/2:], more+" ./more.nix"
		files["more.nix"] = importing("", there)
	}
	files[file] = importing(more, here)
	return files
}

func importing(more string, statements []string) string {
	text := "{ lib, ... }:\n{\n  imports = [\n    " + more + "\n"
	for _, one := range statements {
		text += "    ({ config, options, pkgs, lib, inputs, modulesPath, ... }: { " + one + " })\n"
	}
	return text + "  ];\n}\n"
}

func parenthesised(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = "(" + text + ")"
	}
	return out
}

const toldLock = `{ "nodes": { "root": { "inputs": { "nixpkgs": "nixpkgs", "unstable": "unstable", "disko": "disko" } },
  "nixpkgs": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 },
    "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } },
  "unstable": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "1111111111111111111111111111111111111111", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 },
    "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "ref": "nixos-unstable" } },
  "disko": { "locked": { "type": "github", "owner": "nix-community", "repo": "disko", "rev": "1111111111111111111111111111111111111111", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 },
    "original": { "type": "github", "owner": "nix-community", "repo": "disko" } } },
  "root": "root", "version": 7 }
`

// Of two repositories that tell their inputs something else, none is proven to be the other; of
// those that tell the same in another way, nine in ten are.
func TestProveSeesWhatInputsAreTold(t *testing.T) {
	var identical atomic.Int64
	t.Run("seeds", func(t *testing.T) {
		for seed := range *toldSeeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(uint64(seed), 14))
				before, same := someRepository(random)
				changeOne(t, random, before)
				two := same(random)
				if code, out := proveBetween(t, two[0].files(), two[1].files()); code == 0 {
					identical.Add(1)
				} else {
					t.Logf("the same in other words is not proven:\n%s", out)
				}
			})
		}
	})
	found := int(identical.Load())
	t.Logf("of %d that are the same, %d are found to be", *toldSeeds, found)
	if found*10 < *toldSeeds*9 {
		t.Errorf("of %d that are the same, only %d are found to be", *toldSeeds, found)
	}
}

// What the stand-ins do not know is never proven, in whichever of its forms.
func TestProveKnowsWhatIsUnseen(t *testing.T) {
	for _, way := range waysToTell() {
		if !way.unseen {
			continue
		}
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			before := toldRepository{chosen: []toldWay{way}, texts: way.variants[:1]}
			after := toldRepository{chosen: []toldWay{way}, texts: way.variants[1:]}
			if code, out := proveBetween(t, before.files(), after.files()); code != 1 {
				t.Errorf("%s\nbecame: %s\nand prove exits %d:\n%s", way.variants[0], way.variants[1], code, out)
			}
		})
	}
}

// changeOne changes one of the things that a repository tells its inputs.
func changeOne(t *testing.T, random *rand.Rand, before toldRepository) {
	t.Helper()
	after := before
	after.texts = slices.Clone(before.texts)
	at := random.IntN(len(before.chosen))
	after.texts[at] = another(random, before.chosen[at].variants, before.texts[at])
	if code, out := proveBetween(t, before.files(), after.files()); code != 1 {
		t.Errorf("%s: %s\nbecame: %s\nand prove exits %d:\n%s", before.chosen[at].name, before.texts[at], after.texts[at], code, out)
	}
}

// someRepository tells its inputs up to five things; the second result makes two that tell the same.
func someRepository(random *rand.Rand) (toldRepository, func(*rand.Rand) [2]toldRepository) {
	ways := waysToTell()
	random.Shuffle(len(ways), func(i, j int) { ways[i], ways[j] = ways[j], ways[i] })
	var r toldRepository
	for _, one := range ways[:1+random.IntN(5)] {
		r.chosen, r.texts = append(r.chosen, one), append(r.texts, one.variants[random.IntN(len(one.variants))])
	}
	return r, func(random *rand.Rand) [2]toldRepository {
		var seen toldRepository
		for i, one := range r.chosen {
			if !one.unseen {
				seen.chosen, seen.texts = append(seen.chosen, one), append(seen.texts, r.texts[i])
			}
		}
		other := seen
		other.texts = slices.Clone(seen.texts)
		other.rename, other.reorder, other.split = random.IntN(2) == 0, random.IntN(2) == 0, random.IntN(2) == 0
		for i, one := range seen.chosen {
			if len(one.spelled) > 0 && seen.texts[i] == one.variants[0] && random.IntN(2) == 0 {
				other.texts[i] = one.spelled[random.IntN(len(one.spelled))]
			}
		}
		return [2]toldRepository{seen, other}
	}
}

func another(random *rand.Rand, variants []string, than string) string {
	others := slices.DeleteFunc(slices.Clone(variants), func(v string) bool { return v == than })
	return others[random.IntN(len(others))]
}

// proveBetween commits the first files, puts the second in their place, and asks for the verdict.
func proveBetween(t *testing.T, before, after map[string]string) (code int, out string) {
	t.Helper()
	root := t.TempDir()
	git := func(args ...string) {
		if out, err := exec.Command("git", append([]string{"-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git: %v\n%s", err, out)
		}
	}
	git("init", "-q")
	writeFiles(t, root, before)
	git("add", ".")
	git("commit", "-q", "-m", "before")
	for name := range before {
		if err := os.Remove(filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	writeFiles(t, root, after)
	git("add", "-A")
	var text, complaints bytes.Buffer
	code = run([]string{"prove", "HEAD", "--stand-ins", "--quiet", "-C", root}, streams{in: strings.NewReader(""), out: &text, err: &complaints})
	return code, text.String() + complaints.String()
}

func writeFiles(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
