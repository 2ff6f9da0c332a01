package analyzer_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
)

// described spells a declaration and what it says of its option.
func described(d *analyzer.Declaration) string {
	line := d.Path.String()
	if d.Opaque {
		line += " (opaque)"
	}
	if d.Option == nil {
		return line
	}
	o := d.Option
	line += " " + o.Ctor
	if o.Type.Name != "" {
		line += " type=" + o.Type.Name
		if arg := o.Type.Arg(0).Name; arg != "" {
			line += "(" + arg + ")"
		}
	}
	if o.Default.Given() {
		line += " default=" + shown(o.Default)
	}
	if o.Description.Given() {
		line += " description=" + shown(o.Description)
	}
	if !o.Whole {
		line += " …"
	}
	return line
}

func shown(a analyzer.Attr) string {
	if b, ok := a.Bool(); ok {
		return fmt.Sprint(b)
	}
	if n, ok := a.Int(); ok {
		return fmt.Sprint(n)
	}
	if text, ok := a.Text(); ok {
		return fmt.Sprintf("%q", text)
	}
	return a.Kind().String()
}

// The shapes in which real repositories declare options.
func TestDeclarations(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"dotted at the top", `{ lib, ... }: { options.mxmlabs.a.enable = lib.mkEnableOption "a"; }`,
			[]string{`mxmlabs.a.enable mkEnableOption type=bool default=false description="a"`}},
		{"mixed nesting", `{ lib, ... }: { options.mxmlabs = { a.port = lib.mkOption { type = lib.types.port; default = 22; }; b = { c = lib.mkOption { type = lib.types.listOf lib.types.str; }; }; }; }`,
			[]string{`mxmlabs.a.port mkOption type=port default=22`, `mxmlabs.b.c mkOption type=listOf(str)`}},
		{"an enable that is on", `{ lib, ... }: { options.mxmlabs.a.enable = lib.mkEnableOption "a" // { default = true; }; }`,
			[]string{`mxmlabs.a.enable mkEnableOption type=bool default=true description="a"`}},
		{"behind with", `{ lib, ... }: with lib; { options.mxmlabs = with types; { a = mkOption { type = nullOr str; default = null; }; }; }`,
			[]string{`mxmlabs.a mkOption type=nullOr(str) default=null`}},
		{"attributes that cannot be seen", `{ lib, x, ... }: { options.mxmlabs.a = lib.mkOption (x // { default = 1; }); }`,
			[]string{`mxmlabs.a mkOption …`}},
		{"a helper beside it", `{ lib, ... }: let mkOpt = type: default: lib.mkOption { inherit type default; }; in { options.mxmlabs.a.b = mkOpt lib.types.str "x"; }`,
			[]string{`mxmlabs.a.b mkOption type=str default="x"`}},
		{"a helper known by its name", `{ lib, ... }: { options.mxmlabs.a.b = lib.ours.mkNumber 4; }`,
			[]string{`mxmlabs.a.b mkOption type=ints.positive default=4`}},
		{"a helper that makes a group", `{ lib, ... }: let service = name: { enable = lib.mkEnableOption name; port = lib.mkOption { type = lib.types.port; }; }; in { options.mxmlabs.web = service "web"; }`,
			[]string{`mxmlabs.web.enable mkEnableOption type=bool default=false description="web"`, `mxmlabs.web.port mkOption type=port`}},
		{"a computed group", `{ lib, ... }: { options.mxmlabs = lib.genAttrs [ "a" "b" ] (n: { enable = lib.mkEnableOption n; }); }`,
			[]string{`mxmlabs.a.enable mkEnableOption type=bool default=false description="a"`, `mxmlabs.b.enable mkEnableOption type=bool default=false description="b"`}},
		{"a group that cannot be known", `{ lib, names, ... }: { options.mxmlabs.x = lib.genAttrs names (n: { enable = lib.mkEnableOption n; }); }`,
			[]string{`mxmlabs.x (opaque)`}},
		{"a name bound by let", `{ lib, ... }: let ns = "mxmlabs"; t = lib.types.bool; in { options.${ns}.a = lib.mkOption { type = t; }; }`,
			[]string{`mxmlabs.a mkOption type=bool`}},
		{"inherited", `{ lib, ... }: let o = { a = lib.mkEnableOption "a"; }; in { options.mxmlabs = { inherit (o) a; }; }`,
			[]string{`mxmlabs.a mkEnableOption type=bool default=false description="a"`}},
		{"under a condition", `{ lib, pkgs, ... }: { options.mxmlabs.x = if pkgs.stdenv.isLinux then { a = lib.mkEnableOption "a"; } else { b = lib.mkEnableOption "b"; }; }`,
			[]string{`mxmlabs.x.a mkEnableOption type=bool default=false description="a"`, `mxmlabs.x.b mkEnableOption type=bool default=false description="b"`}},
		{"a whole value that is one option", `{ lib, ... }: { options = { mxmlabs.a = lib.mkOption { type = with lib.types; listOf (enum [ "x" ]); readOnly = true; }; }; }`,
			[]string{`mxmlabs.a mkOption type=listOf(enum)`}},
		{"in a module of another set", `{ flake.nixosModules.x = { lib, ... }: { options.mxmlabs.a = lib.mkEnableOption "a"; }; }`, nil},
		{"a module that the flake exports", `{ outputs = { self, nixpkgs }: { nixosModules.x = { lib, ... }: { options.mxmlabs.a = lib.mkEnableOption "a"; }; }; }`,
			[]string{`mxmlabs.a mkEnableOption type=bool default=false description="a"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			file := "a.nix"
			if strings.Contains(test.src, "outputs") {
				file = "flake.nix"
			}
			lib := `{ lib }: { mkNumber = default: lib.mkOption { type = lib.types.ints.positive; inherit default; }; }`
			for _, d := range load(t, fstest.MapFS{file: {Data: []byte(test.src)}, "lib/ours.nix": {Data: []byte(lib)}}).Declarations() {
				got = append(got, described(d))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPriorities(t *testing.T) {
	src := `{ lib, n, ... }: { config.a = { plain = 1; force = lib.mkForce 1; default = lib.mkDefault 1; own = lib.mkOverride 70 1; computed = lib.mkOverride n 1; guarded = lib.mkIf n (lib.mkDefault 1); }; }`
	var got []string
	for _, d := range load(t, fstest.MapFS{"a.nix": {Data: []byte(src)}}).File("a.nix").Definitions {
		got = append(got, fmt.Sprintf("%v %d", d.Path, d.Priority))
	}
	want := []string{"a.plain 100", "a.force 50", "a.default 1000", "a.own 70", "a.computed -1", "a.guarded 1000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
