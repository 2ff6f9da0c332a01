package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer/diag"
)

// Of a file of comments only, or an empty one, nothing is said where no other file takes it; it is an error where one does. The error stands
// behind the last line, where no want-comment can.
func TestFilesOfCommentsOnly(t *testing.T) {
	archive := txtar.Parse([]byte(`
-- off/lines.nix --
# { ... }:
# { services.tangled.enable = true; }
-- off/block.nix --

/* { ... }: { } */
-- off/named.nix --
# { ... }: { }
-- off/empty.nix --

-- tests/data/twice.nix --
-- tests/data/twice/default.nix --

-- tests/data/needed.nix --
-- tests/run.nix --
{ a = builtins.readDir ./data; b = import ./data/needed.nix; }
-- off/default.nix --
{
  imports = [
    # ./lines.nix
    ./named.nix
  ];
}
-- own.nix --
{ lib, inputs, self, mylib, name, ... }:
let scan = dir: map (n: dir + "/${n}") (builtins.attrNames (builtins.readDir dir)); in
{
  imports = scan ./scan ++ map (n: ./read + "/${n}") (lib.attrNames (builtins.readDir ./read))
    ++ [ (inputs.import-tree ./tree) ./hosts/${name}/named.nix "${self}/by/self.nix" (self + "/by/joined.nix") ./hosts/${name} ];
  environment.etc.x.source = ./copied;
  home.file.y.source = "${self}/data";
  z = { src = ./.; };
}
-- read/empty.nix --
-- read/deep/default.nix --
-- read/deep/left.nix --
-- scan/deep/bom.nix --
` + "\ufeff\n" + `
-- tree/blank.nix --


-- hosts/a/named.nix --
-- hosts/a/left.nix --
-- hosts/b/default.nix --
-- by/self.nix --
-- by/joined.nix --
-- by/left.nix --
-- copied/left.nix --
-- data/left.nix --
-- _off/left.nix --
-- plan/default.nix --
-- plan/bom.nix --
` + "\ufeff\n" + `
-- finders.nix --
{ lib, ... }:
let
  every = dir: lib.concatLists (lib.mapAttrsToList (n: t: if t == "directory" then every (dir + "/${n}") else lib.optional (lib.hasSuffix ".nix" n) (dir + "/${n}")) (builtins.readDir dir));
  only = dir: lib.flatten (lib.mapAttrsToList (name: type: if type == "directory" then (if builtins.pathExists "${dir}/${name}/default.nix" then [ (dir + "/${name}") ] else only (dir + "/${name}")) else [ ]) (builtins.readDir dir));
  subs = d: map (n: d + "/${n}") (builtins.attrNames (lib.filterAttrs (_: t: t == "directory") (builtins.readDir d)));
  scan = dir: lib.flatten (lib.mapAttrsToList (n: t: if t == "directory" then [ { name = n; path = "${dir}/${n}"; } ] else [ ]) (builtins.readDir dir));
in
{ imports = every ./every ++ only ./only ++ subs ./subs ++ map (m: m.path) (scan ./paths) ++ [ ./only/x ]; }
-- sifted.nix --
{ lib, ... }: { imports = builtins.filter (p: baseNameOf p == "default.nix") (lib.filesystem.listFilesRecursive ./sifted); }
-- listed.nix --
{ lib, ... }: { imports = builtins.filter (lib.hasSuffix ".nix") (map toString (lib.filesystem.listFilesRecursive ./listed)); }
-- every/file.nix --
-- every/below/file.nix --
-- only/left.nix --
-- only/x/default.nix --
-- only/x/left.nix --
-- subs/y/left.nix --
-- paths/y/left.nix --
-- sifted/y/left.nix --
-- listed/a.nix --
-- sub/flake.nix --
{ outputs = { self }: { }; }
-- sub/later.nix --
# later
`))
	const taken = "off/named tests/data/needed read/empty read/deep/default tree/blank hosts/b/default by/self by/joined every/file every/below/file only/x/default listed/a"
	want := map[string]string{}
	for _, name := range strings.Fields(taken) {
		want[name+".nix"] = "error"
	}
	got := map[string]string{}
	for i := range archive.Files {
		for _, d := range lint(t, emptyAlone(archive.Files, i), nil, "parse-error") {
			if d.Rule == "parse-error" && d.Span.File == archive.Files[i].Name {
				got[d.Span.File] = d.Severity.String()
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("levels (-want +got):\n%s%s", diff, strings.TrimSpace(string(archive.Comment)))
	}
	all := slices.DeleteFunc(lint(t, archive.Files, nil, "parse-error"), func(d diag.Diagnostic) bool { return d.Rule != "parse-error" })
	if len(all) != 1 || all[0].Message != "12 files that something takes are empty or hold comments only, which Nix refuses: by/joined.nix, by/self.nix, every/below/file.nix and 9 more; { } is a module that does nothing" {
		t.Errorf("many empty files: %v", all)
	}
}

// emptyAlone are the files of which those that are empty, but for one, hold a set.
func emptyAlone(files []txtar.File, left int) []txtar.File {
	files = slices.Clone(files)
	for i, f := range files {
		if text := strings.TrimSpace(strings.TrimPrefix(string(f.Data), "\ufeff")); i != left && (text == "" || strings.HasPrefix(text, "/*") || strings.HasPrefix(text, "#") && !strings.Contains(text, "\n{")) {
			files[i].Data = []byte("{ }\n")
		}
	}
	return files
}

// Empty files in folders of tests, which a test of a filter of sources looks at, are data, though a list of texts names them; those that
// something imports are none.
func TestEmptyFilesOfTests(t *testing.T) {
	archive := txtar.Parse([]byte(`
-- flake.nix --
{ outputs = { lib, inputs, ... }: let ignores = [ "lib-tests/test-dir/foo.nix" "lib-tests/test-dir/src/bar.nix" "test_data/a.nix" "modules/named.nix" ]; in {
  inherit ignores;
  nixosModules.a = ./modules/a.nix;
  nixosModules.b = inputs.import-tree ./taken-tests;
}; }
-- lib-tests/test-dir/foo.nix --

-- lib-tests/test-dir/src/bar.nix --

-- test_data/a.nix --

-- lib-tests/read.nix --

-- taken-tests/a.nix --

-- modules/e.nix --

-- modules/named.nix --

-- modules/a.nix --
{ imports = [ ./e.nix ../lib-tests/read.nix ]; }
`))
	var named []string
	for _, d := range lint(t, archive.Files, nil, "parse-error") {
		named = append(named, d.Span.File)
	}
	slices.Sort(named)
	if diff := cmp.Diff("lib-tests/read.nix modules/e.nix modules/named.nix taken-tests/a.nix", strings.Join(named, " ")); diff != "" {
		t.Error(diff)
	}
}
