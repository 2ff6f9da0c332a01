package link

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/tree"
)

// flakeOf links a repository of texts.
func flakeOf(t *testing.T, texts map[string]string, globs ...string) *Flake {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files, err := tree.Read(fsys, tree.Options{Each: func(n int, f func(int)) {
		for i := range n {
			f(i)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	l := Read(files, Options{Hosts: globs, Stop: func() bool { return false }})
	l.Follow(func(n int, f func(m *eval.Machine, i int)) {
		for i := range n {
			f(l.Machine.Fork(), i)
		}
	})
	return l
}

// hostOf is a repository with one host h that is made of modules.
func hostOf(modules string, more map[string]string) map[string]string {
	texts := map[string]string{"flake.nix": "{ outputs = { nixpkgs, home-manager, ... }@inputs: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { " + modules + " }; }; }"}
	maps.Copy(texts, more)
	return texts
}

// The makers of hosts, and the ways to them.
func TestHosts(t *testing.T) {
	const inputs = "inputs = { nixpkgs.url = \"github:NixOS/nixpkgs\"; parts.url = \"github:hercules-ci/flake-parts\"; }; outputs = { nixpkgs, parts, nix-darwin, home-manager, ... }@inputs: "
	for _, test := range []struct{ name, outputs, want string }{
		{"nixosSystem", "{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ]; }; }", "nixos/a"},
		{"darwinSystem", "{ darwinConfigurations.a = nix-darwin.lib.darwinSystem { modules = [ ]; }; }", "darwin/a"},
		{"homeManagerConfiguration", "{ homeConfigurations.a = home-manager.lib.homeManagerConfiguration { modules = [ ]; }; }", "home/a"},
		{"all three", "{ nixosConfigurations.b = nixpkgs.lib.nixosSystem { }; homeConfigurations.a = home-manager.lib.homeManagerConfiguration { }; darwinConfigurations.c = nix-darwin.lib.darwinSystem { }; }", "nixos/b darwin/c home/a"},
		{"flake-parts", "parts.lib.mkFlake { inherit inputs; } { flake.nixosConfigurations.a = nixpkgs.lib.nixosSystem { }; }", "nixos/a"},
		{"flake-parts, two modules", "parts.lib.mkFlake { inherit inputs; } { imports = [ { flake.nixosConfigurations.a = nixpkgs.lib.nixosSystem { }; } { flake.nixosConfigurations.b = nixpkgs.lib.nixosSystem { }; } ]; }", "nixos/a nixos/b"},
		{"a function of the flake", "let make = name: nixpkgs.lib.nixosSystem { modules = [ ]; }; in { nixosConfigurations = { a = make \"a\"; b = make \"b\"; }; }", "nixos/a nixos/b"},
		{"mapped names", "{ nixosConfigurations = builtins.listToAttrs (map (n: { name = n; value = nixpkgs.lib.nixosSystem { }; }) [ \"a\" \"b\" ]); }", "nixos/a nixos/b"},
		{"genAttrs", "{ nixosConfigurations = nixpkgs.lib.genAttrs [ \"x\" ] (n: nixpkgs.lib.nixosSystem { }); }", "nixos/x"},
		{"joined sets", "{ nixosConfigurations = { a = nixpkgs.lib.nixosSystem { }; } // { b = nixpkgs.lib.nixosSystem { }; }; }", "nixos/a nixos/b"},
		{"none", "{ }", ""},
	} {
		l := flakeOf(t, map[string]string{"flake.nix": "{ " + inputs + test.outputs + "; }"})
		var got []string
		for _, h := range l.Hosts {
			got = append(got, h.Kind+"/"+h.Name)
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if !l.HostsKnown {
			t.Errorf("%s: the hosts are not all known: %v", test.name, l.Unknowns)
		}
	}
}

// Where hosts are made cannot always be seen: then it is said, and no host is made up.
func TestUnknownHosts(t *testing.T) {
	for name, outputs := range map[string]string{
		"an input's function": "other.lib.mkHosts ./hosts",
		"a computed name":     "{ nixosConfigurations.${builtins.getEnv \"HOST\"} = nixpkgs.lib.nixosSystem { }; }",
		"a tool of its own":   "{ nixopsConfigurations.default.a = { }; }",
	} {
		l := flakeOf(t, map[string]string{"flake.nix": "{ outputs = { nixpkgs, other, ... }: " + outputs + "; }"})
		if l.HostsKnown || len(l.Unknowns) == 0 || len(l.Hosts) > 0 {
			t.Errorf("%s: got known %v, %d hosts, unknowns %v", name, l.HostsKnown, len(l.Hosts), l.Unknowns)
		}
	}
}

// The import closure of one host.
func TestClosure(t *testing.T) {
	for _, test := range []struct {
		name, modules   string
		files           map[string]string
		want            string // files of the closure; those behind a condition have a "?"
		absent, unknown string
	}{
		{"files and folders", "modules = [ ./a.nix ./d ];", map[string]string{"a.nix": "{ imports = [ ./b.nix ]; }", "b.nix": "{ lib, ... }: { }", "d/default.nix": "{ }"}, "a.nix b.nix d/default.nix", "", ""},
		{"a cycle", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ imports = [ ./b.nix ]; }", "b.nix": "{ imports = [ ./a.nix ]; }"}, "a.nix b.nix", "", ""},
		{"itself", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ imports = [ ./a.nix ]; }"}, "a.nix", "", ""},
		{"a file that is not there", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ imports = [ ./gone.nix ]; }"}, "a.nix", "gone.nix", ""},
		{"disabledModules", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ imports = [ ./b.nix ./off.nix ]; }", "b.nix": "{ disabledModules = [ ./off.nix ]; }", "off.nix": "{ imports = [ ./c.nix ]; }", "c.nix": "{ }"}, "a.nix b.nix", "", ""},
		{"disabledModules of a file that is not imported", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ disabledModules = [ ./off.nix ]; }", "off.nix": "{ }"}, "a.nix", "", ""},
		{"a condition that is not known", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ lib, laptop, ... }: { imports = lib.optional laptop ./b.nix; }", "b.nix": "{ }"}, "a.nix b.nix?", "", "a.nix"},
		{"a condition of a special argument", "specialArgs.laptop = false; modules = [ ./a.nix ];", map[string]string{"a.nix": "{ lib, laptop, ... }: { imports = lib.optional laptop ./b.nix; }", "b.nix": "{ }"}, "a.nix", "", ""},
		{"a set in the list", "modules = [ { imports = [ ./a.nix ]; } ];", map[string]string{"a.nix": "{ }"}, "a.nix flake.nix", "", ""},
		{"a home", "modules = [ home-manager.nixosModules.default ./a.nix ];", map[string]string{"a.nix": "{ home-manager.users.u = ./home.nix; }", "home.nix": "{ imports = [ ./sh.nix ]; }", "sh.nix": "{ }"}, "a.nix home.nix sh.nix", "", ""},
		{"a computed list", "modules = map (n: ./. + \"/${n}.nix\") [ \"a\" \"b\" ];", map[string]string{"a.nix": "{ }", "b.nix": "{ }"}, "a.nix b.nix", "", ""},
		{"a module of the configuration", "modules = [ ./a.nix ];", map[string]string{"a.nix": "{ config, ... }: { imports = config.x; }"}, "a.nix", "", "a.nix"},
	} {
		l := flakeOf(t, hostOf(test.modules, test.files))
		reach := l.Hosts[0].Closure
		var files, absent, unknown []string
		for _, name := range slices.Sorted(maps.Keys(reach.Files)) {
			if reach.Perhaps[name] {
				name += "?"
			}
			files = append(files, name)
		}
		for _, a := range reach.Absent {
			absent = append(absent, a.Name)
		}
		for _, u := range reach.Unknowns {
			unknown = append(unknown, u.Span.File)
		}
		got := []string{strings.Join(files, " "), strings.Join(absent, " "), strings.Join(unknown, " ")}
		if diff := cmp.Diff([]string{test.want, test.absent, test.unknown}, got); diff != "" {
			t.Errorf("%s: files, absent, unknown (-want +got):\n%s", test.name, diff)
		}
	}
}

// What is absent stands where it is imported.
func TestAbsentPlace(t *testing.T) {
	l := flakeOf(t, hostOf("modules = [ ./a.nix ];", map[string]string{"a.nix": "{\n  imports = [\n    ./gone.nix\n  ];\n}"}))
	got := l.Hosts[0].Closure.Absent[0].Span
	if got.File != "a.nix" || got.Start.Line != 3 {
		t.Errorf("got %s:%d, want a.nix:3", got.File, got.Start.Line)
	}
}

// The modules of flake-parts are followed once, whoever wants the flake's outputs.
func TestPartsOnce(t *testing.T) {
	l := flakeOf(t, map[string]string{
		"flake.nix":  "{ outputs = { nixpkgs, flake-parts, ... }@inputs: flake-parts.lib.mkFlake { inherit inputs; } { imports = [ ./part.nix ]; }; }",
		"part.nix":   "{ inputs, ... }: { flake.nixosConfigurations.h = inputs.nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; }; flake.nixosModules.a = ./a.nix; }",
		"a.nix":      "{ }",
		"unused.nix": "{ }",
	})
	l.Opened(l.Outputs)
	l.Opened(l.Outputs)
	var parts int
	for _, reach := range l.Exported {
		if _, part := reach.Files["part.nix"]; part {
			parts++
		}
	}
	if parts != 1 || len(l.Exported) != 2 { // the parts, and the module that the flake exports
		t.Errorf("the parts are reached %d times, in %d exports; want 1, 2", parts, len(l.Exported))
	}
	if _, unused := l.Classes["unused.nix"]; unused || l.Classes["a.nix"] == 0 {
		t.Errorf("classes of files: %v", l.Classes)
	}
}

// Without a flake that shows hosts, the folders of the globs stand for them.
func TestHostsOfGlobs(t *testing.T) {
	l := flakeOf(t, map[string]string{"hosts/a/default.nix": "{ imports = [ ../../m.nix ]; }", "hosts/b/default.nix": "{ }", "m.nix": "{ }"}, "hosts/*")
	var got []string
	for _, h := range l.Hosts {
		got = append(got, h.Name, h.Dir)
		if h.Kind != "" || h.Closure.Whole() {
			t.Errorf("%s: got kind %q, whole %v; want none, false", h.Name, h.Kind, h.Closure.Whole())
		}
	}
	if diff := cmp.Diff([]string{"a", "hosts/a", "b", "hosts/b"}, got); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	if _, ok := l.Hosts[0].Closure.Files["m.nix"]; !ok {
		t.Error("what the folder of a host imports is not followed")
	}
}
