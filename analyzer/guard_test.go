package analyzer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mxmcheck/analyzer/diag"
)

// endless are modules that lead to themselves, or that spell more than could be listed. Each is
// written to file a.nix of a repository with one host that imports it.
var endless = map[string]string{
	"a list that holds itself":                "{ imports = let l = [ l ]; in l; }",
	"two lists that hold each other":          "{ imports = let l = [ m ]; m = [ l ./b.nix ]; in l; }",
	"a list that is made again at each level": "{ imports = let f = n: [ (f (n + 1)) ]; in f 0; }",
	"a module that imports itself":            "let m = { ... }: { imports = [ m m ]; }; in m",
	"a module made anew at each level":        "let m = n: { ... }: { imports = [ (m (n + 1)) ]; }; in m 0",
	"branches that lead back":                 "{ lib, ... }: let l = if lib.foo then l else [ l ]; in { imports = l; }",
	"options that are themselves":             "{ lib, ... }: let o = o; in { options.ns = o; }",
	"options that hold themselves":            "{ lib, ... }: let o = { a = o; }; in { options.ns = o; }",
	"options that hold each other":            "{ lib, ... }: let o = { a = p; b = p; }; p = { a = o; b = o; }; in { options.ns = o; }",
	"options that hold themselves by value":   "{ lib, ... }: let f = x: { a = f x; b = f x; }; in { options.ns = f 1; }",
	"groups that are shared":                  "{ lib, ... }: let " + shared("g%d = { "+wide("k%d = g%%d;", 20)+" };", 12) + " g12 = lib.mkOption { }; in { options.ns = lib.id g0; }",
	"mkIf of itself":                          "{ lib, ... }: let x = lib.mkIf true x; in { config = x; }",
	"mkIf of each other":                      "{ lib, ... }: let x = lib.mkIf true y; y = lib.mkMerge [ x x ]; in { config = x; }",
	"a property that holds itself":            `{ config = let x = { _type = "if"; condition = true; content = x; }; in x; }`,
	"merges that are shared":                  "{ lib, ... }: let " + shared("m%d = lib.mkMerge [ m%%d m%%d m%%d ];", 24) + " m24 = { }; in { config.home-manager = m0; }",
	"a condition that reads itself":           "{ config, lib, ... }: let c = c && d; d = c || config.x; in { config = if c then { } else { }; }",
	"conditions that are shared":              "{ config, lib, ... }: let " + shared("c%d = c%%d && c%%d && c%%d && c%%d;", 15) + " c15 = true; in { config = if c0 then { } else { }; imports = if c0 then [ ] else [ ]; }",
	"choices that are shared":                 "{ config, lib, ... }: let " + shared("s%d = lib.mkMerge [ s%%d s%%d s%%d s%%d ];", 15) + " s15 = { }; in { config = s0; }",
	"texts that are shared":                   "{ config, lib, ... }: let " + shared(`t%d = "${t%%d}${t%%d}";`, 30) + " t30 = config.x; in { config.a.b = t0; }",
	"a type that holds itself":                "{ lib, ... }: let t = lib.types.listOf t; in { options.ns.a = lib.mkOption { type = t; }; }",
	"homes that are themselves":               "{ lib, ... }: let u = lib.mkMerge [ u ]; in { home-manager.users = u; }",
}

// wide repeats a binding n times, with its number in place of %d.
func wide(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// shared repeats a line n times; of each, %d is its own number and %%d the next one's.
func shared(line string, n int) string {
	var b strings.Builder
	for i := range n {
		own := strings.Replace(line, "%d", fmt.Sprint(i), 1)
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(own, "%%d", "%d"), "%d", fmt.Sprint(i+1)) + " ")
	}
	return b.String()
}

const guardedFlake = `{ outputs = { nixpkgs, home-manager, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; }; }; }`

// Whatever a module leads to, its facts are there in a moment: round in a circle nothing is
// followed, and what is shared is followed once.
func TestLoadEnds(t *testing.T) {
	for name, text := range endless {
		t.Run(name, func(t *testing.T) {
			// What does not end is cut off; a busy machine, or the race detector, is only slow.
			ctx, cancel := context.WithTimeoutCause(t.Context(), 2*time.Minute, errors.New("no end"))
			defer cancel()
			files := fstest.MapFS{"a.nix": {Data: []byte(text)}, "b.nix": {Data: []byte("{ }")}, "flake.nix": {Data: []byte(guardedFlake)}}
			repo, err := Load(ctx, files, Options{Namespaces: []string{"ns"}, Jobs: 1})
			if err != nil || ctx.Err() != nil || repo.Cut {
				t.Fatalf("cut off: %v, %v", err, context.Cause(ctx))
			}
			for _, f := range repo.Files {
				if len(f.Errors) > 0 {
					t.Errorf("%s: %v", f.Name, f.Errors)
				}
			}
		})
	}
}

// What the deadline cuts off is no fact: only rules that ask for trees alone run, and one unknown
// says where the analysis stopped.
func TestLoadIsCutByItsDeadline(t *testing.T) {
	files := fstest.MapFS{"a.nix": {Data: []byte("{ ns.a = 1; }")}, "flake.nix": {Data: []byte(guardedFlake)}}
	repo, err := Load(t.Context(), files, Options{Namespaces: []string{"ns"}, Jobs: 1, Deadline: time.Nanosecond})
	if err != nil || !repo.Cut || len(repo.Hosts) > 0 || len(repo.Unknowns) != 1 {
		t.Fatalf("error %v, cut %v, %d hosts, unknowns %v", err, repo.Cut, len(repo.Hosts), repo.Unknowns)
	}
	ran := map[string]bool{}
	rule := func(name string, trees bool) Selected {
		return Selected{Rule: Rule{Name: name, Trees: trees, Check: func(*Pass) { ran[name] = true }}, Level: diag.Error}
	}
	Run(t.Context(), repo, []Selected{rule("of-trees", true), rule("of-facts", false)}, nil)
	if !ran["of-trees"] || ran["of-facts"] {
		t.Errorf("rules that ran: %v", ran)
	}
}

// An interrupted Load ends with the cause.
func TestLoadIsInterrupted(t *testing.T) {
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := Load(ctx, fstest.MapFS{"a.nix": {Data: []byte("{ }")}}, Options{Jobs: 1}); !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
}
