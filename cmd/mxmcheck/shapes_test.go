package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// shape is a small repository that an analyzer may find hard: a module, in a flake of one host. A
// shape with scales grows with n; one without is a cycle, or as large as no machine could hold.
type shape struct {
	name   string
	scales bool
	files  func(n int) map[string]string
}

const (
	shapeFlake = "{ inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./modules/a.nix ./modules/ns.nix ]; }; }; }\n"
	shapeNS    = "{ lib, ... }: { options.ns.y.z = lib.mkOption { type = lib.types.listOf lib.types.anything; default = [ ]; description = \"Z.\"; }; }\n"
)

// repeat joins what f makes of 0 … n-1.
func repeat(n int, f func(i int) string) string {
	parts := make([]string, n)
	for i := range n {
		parts[i] = f(i)
	}
	return strings.Join(parts, " ")
}

// numbered fills every %d of a pattern with i, and of next with i+1.
func numbered(pattern string) func(int) string {
	return func(i int) string {
		return strings.NewReplacer("<i>", strconv.Itoa(i), "<next>", strconv.Itoa(i+1)).Replace(pattern)
	}
}

// module is a shape whose only part is the text of modules/a.nix.
func module(name string, scales bool, text func(n int) string) shape {
	return shape{name, scales, func(n int) map[string]string {
		return map[string]string{"flake.nix": shapeFlake, "modules/a.nix": text(n) + "\n", "modules/ns.nix": shapeNS}
	}}
}

func fixed(name, text string) shape {
	return module(name, false, func(int) string { return text })
}

func shapes() []shape {
	return append(append(cyclicShapes(), scalableShapes()...), wideShapes()...)
}

// cyclicShapes hold themselves, or spell more than could be computed.
func cyclicShapes() []shape {
	return []shape{
		fixed("list-in-itself", "{ ... }: { imports = let l = [ l ]; in l; }"),
		fixed("options-are-themselves", "{ lib, ... }: let o = o; in { options.ns = o; }"),
		fixed("options-in-themselves", "{ lib, ... }: let o = { a = o; }; in { options.ns = o; }"),
		fixed("sets-compared-in-a-cycle", "{ ... }: let a = { x = a; }; b = { x = b; }; in { imports = if a == b then [ ] else [ ]; }"),
		fixed("condition-of-itself", "{ lib, ... }: let x = lib.mkIf true x; in { config = x; }"),
		fixed("doubling-text", `{ ... }: { imports = if builtins.foldl' (a: _: a + a) "x" (builtins.genList (i: i) 34) == "y" then [ ] else [ ]; }`),
		fixed("nested-lists", "{ ... }: { imports = if builtins.length (builtins.concatLists (builtins.genList (i: builtins.genList (j: i) 10000) 10000)) == 1 then [ ] else [ ]; }"),
		fixed("merge-of-itself", "{ lib, ... }: let x = lib.mkMerge [ x { a = 1; } x ]; in { config = x; }"),
		fixed("function-of-itself", "{ lib, ... }: let f = n: { imports = [ (f (n + 1)) ]; }; in f 0"),
		fixed("module-in-itself", "{ ... }: let m = { imports = [ m m ]; }; in m"),
	}
}

// scalableShapes grow with n, and so may the work, but no faster.
func scalableShapes() []shape {
	return []shape{
		module("lets-in-a-chain", true, func(n int) string {
			return "{ config, lib, ... }: let a = config.services.theme.name; b = { " + repeat(n, numbered("k<i> = a;")) + " }; c = { " + repeat(n, numbered("k<i> = b.k<i>;")) +
				" }; d = { " + repeat(n, numbered("k<i> = c.k<i>;")) + " }; in { environment.etc.theme.text = '' " + repeat(n, numbered("x<i> = ${d.k<i>}")) + " ''; }"
		}),
		module("hosts-that-name-each-other", true, func(n int) string {
			return "{ config, lib, ... }: rec { hosts = { " + repeat(n, numbered(`h<i> = { ip = "10.0.0.<i>"; net = "${hosts.h<i>.ip}/24"; };`)) + " }; }"
		}),
		module("lists-of-lists", true, func(n int) string {
			level := func(i int) string {
				return fmt.Sprintf("v%d = [ %s ];", i, strings.Repeat(fmt.Sprintf("v%d ", i+1), n))
			}
			return "{ ... }: let " + repeat(4, level) + " v4 = [ 1 ]; in { config.ns.y.z = v0; }"
		}),
		module("one-long-call", true, func(n int) string { return "{ w = " + strings.Repeat(`"a" `, 25*n) + " ]; }" }),
		module("unknown-conditions", true, func(n int) string {
			return "{ config, ... }: { imports = if " + strings.TrimSuffix(repeat(n, numbered("config.x.y<i> &&")), "&&") + " then [ ] else [ ]; }"
		}),
		module("palette", true, func(n int) string {
			return "{ lib, ... }: let p = rec { " + repeat(n, numbered(`c<i> = "#<i>"; d<i> = c<i>; e<i> = { fg = d<i>; bg = c<next>; };`)) + fmt.Sprintf(" c%d = c0; }; in { config.environment.variables = lib.mapAttrs (_: v: v.fg) { inherit (p) ", n) + repeat(n, numbered("e<i>")) + "; }; }"
		}),
	}
}

// wideShapes are long in what repositories have much of.
func wideShapes() []shape {
	return []shape{
		{"many-hosts", true, func(n int) map[string]string {
			return map[string]string{"modules/a.nix": shapeNS, "flake.nix": "{ outputs = { nixpkgs, ... }: let host = name: nixpkgs.lib.nixosSystem { modules = [ ./modules/a.nix { networking.hostName = name; } ]; }; in { nixosConfigurations = { " + repeat(n, numbered(`h<i> = host "h<i>";`)) + " }; }; }\n"}
		}},
		{"imports-in-a-chain", true, func(n int) map[string]string {
			files := map[string]string{"flake.nix": shapeFlake, "modules/ns.nix": shapeNS, "modules/a.nix": "{ imports = [ ./m0.nix ]; }\n"}
			for i := range n {
				files[fmt.Sprintf("modules/m%d.nix", i)] = numbered("{ lib, ... }: { imports = [ ./m<next>.nix ]; options.ns.o<i>.enable = lib.mkEnableOption \"o<i>\"; }\n")(i)
			}
			files[fmt.Sprintf("modules/m%d.nix", n)] = "{ }\n"
			return files
		}},
		module("long-mkMerge", true, func(n int) string {
			return "{ config, lib, ... }: { config = lib.mkMerge [ " + repeat(n, numbered("(lib.mkIf config.ns.y.a<i> { services.s<i>.enable = true; })")) + " ]; }"
		}),
		module("deep-attributes", true, func(n int) string {
			return "{ ... }: { config." + repeatJoined(n, "a<i> = {", "}; ") + " }"
		}),
		module("long-update-chain", true, func(n int) string {
			return "{ ... }: { config.environment.variables = { a = \"1\"; } " + repeat(n, numbered(`// { b<i> = "<i>"; }`)) + "; }"
		}),
		module("aliases-in-a-chain", true, func(n int) string {
			return "{ config, ... }: let a0 = config.ns; " + repeat(n, numbered("a<next> = a<i>;")) + fmt.Sprintf(" in { config.x = a%d.y.z; }", n)
		}),
		module("many-options", true, func(n int) string {
			return "{ config, lib, ... }: let cfg = config.ns.many; in { options.ns.many = { enable = lib.mkEnableOption \"many\"; " + repeat(n, numbered(`o<i> = lib.mkOption { type = lib.types.str; default = "<i>"; description = "O."; };`)) +
				" }; config = lib.mkIf cfg.enable { environment.variables = { " + repeat(n, numbered("V<i> = cfg.o<i>;")) + " }; }; }"
		}),
		module("long-lists-of-strings", true, func(n int) string {
			return "{ ... }: let words = [ " + repeat(n, numbered(`"word<i>"`)) + " ]; in { config.ns.y.z = map (w: \"${w}-x\") (builtins.filter (w: w != \"word3\") words); }"
		}),
	}
}

// repeatJoined nests: n times open, n times shut.
func repeatJoined(n int, open, shut string) string {
	return repeat(n, numbered(open)) + strings.Repeat(shut, n)
}

// writeShapes is the program "shapes" of the tests: it writes every shape at size N to DIR/NAME.
func writeShapes() {
	n, err := strconv.Atoi(os.Args[2])
	for _, s := range shapes() {
		if err == nil {
			err = writeTree(filepath.Join(os.Args[1], s.name), s.files(n))
		}
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "shapes: %v\n", err)
		os.Exit(exitCannot)
	}
}

func writeTree(dir string, files map[string]string) error {
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
