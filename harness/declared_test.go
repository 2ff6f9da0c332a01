package harness

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const extendedOptions = `{ lib, ... }: {
  options.net.subs = lib.mkOption { default = { }; type = lib.types.attrsOf (lib.types.submodule { options.theirs = lib.mkOption { default = 1; }; }); };
  options.net.one = lib.mkOption { default = { }; type = lib.types.submodule { options.theirs = lib.mkOption { default = 1; }; }; };
  options.net.texts = lib.mkOption { type = lib.types.listOf lib.types.str; };
  options.net.set = lib.mkOption { type = lib.types.attrsOf lib.types.str; };
  options.net.name = lib.mkOption { default = "a"; type = lib.types.str; };
}
`

// What a module of the repository may do to the options of inputs, and the options of which that is a function.
var extending = map[string]string{
	"a default inside":  `options.net.subs = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.mine = lib.mkOption { default = 1; }; }); };`,
	"config inside":     `options.net.subs = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { config.theirs = 2; }); };`,
	"an option below":   `options.net.one.mine = lib.mkOption { default = 1; };`,
	"what is applied":   `options.net.name = lib.mkOption { apply = name: name + "b"; };`,
	"several":           `imports = [ { options.net.name = lib.mkOption { apply = name: name; }; } ]; options.net.one = lib.mkOption { type = lib.types.submodule { config.theirs = 2; }; };`,
	"the same type":     `options.net.name = lib.mkOption { type = lib.types.str; };`,
	"below a root":      `options.mxmlabs.subs = lib.mkOption { default = { }; type = lib.types.attrsOf (lib.types.submodule { }); };`,
	"a type of its own": `options.net.mine = lib.mkOption { default = [ ]; type = lib.types.listOf (lib.types.submodule { }); };`,
}

var extended = map[string]string{
	"a default inside": "options.net.subs", "config inside": "options.net.subs", "an option below": "options.net.one", "what is applied": "options.net.name",
	"several": "options.net.name options.net.one", "a type of its own": "options.net.mine",
}

// With the inputs that flake.lock names, what is added to the types of their options is counted, whichever way
// definitions are found.
func TestExtendedOptionsAreCounted(t *testing.T) {
	nixpkgs := foreignRepository(t, foreignFlake, extendedOptions)
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet")}
	f.file(t, "flake.lock", fleetLock)
	var hosts []string
	for name, body := range extending {
		file := strings.ReplaceAll(name, " ", "-") + ".nix"
		f.file(t, file, "{ lib, ... }: { "+body+" }\n")
		hosts = append(hosts, fmt.Sprintf("%q = lib.nixosSystem { modules = [ ./%s ]; };", name, file))
	}
	f.file(t, "flake.nix", "{ inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; outputs = { nixpkgs, ... }: let inherit (nixpkgs) lib; in { nixosConfigurations = {\n"+strings.Join(hosts, "\n")+"\n}; }; }\n")
	for _, way := range []string{"modules", wholeWay} {
		o := Options{Root: f.dir, Roots: []string{"mxmlabs"}, Effects: true, Jobs: 2, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}}
		o.way = way
		for _, one := range evaluated(t, o) {
			checkExtended(t, way, one)
		}
	}
}

func checkExtended(t *testing.T, way string, o Outcome) {
	t.Helper()
	if o.Failure != nil {
		t.Fatalf("%s: %+v", o.Host, o.Failure)
	}
	var got, counted []string
	for _, r := range o.Effects {
		if strings.HasPrefix(r.Path, "options.") {
			got = append(got, r.Path)
			if len(r.Files) != 1 {
				t.Errorf("%s, %s: %s is of the files %q", way, o.Host, r.Path, r.Files)
			}
		}
	}
	for _, one := range o.Opaque {
		if strings.HasPrefix(one.Path, "options.") && one.Kind == "function" {
			counted = append(counted, one.Path)
		}
	}
	want := strings.Fields(extended[o.Host.Name])
	if !slices.Equal(got, want) || !slices.Equal(counted, want) {
		t.Errorf("%s, %s: records %q, counted %q, want %q", way, o.Host, got, counted, want)
	}
}
