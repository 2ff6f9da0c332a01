package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
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
-- sub/flake.nix --
{ outputs = { self }: { }; }
-- sub/later.nix --
# later
`))
	got := map[string]string{}
	for _, d := range lint(t, archive.Files, nil, "parse-error") {
		if d.Rule == "parse-error" {
			got[d.Span.File] = d.Severity.String()
		}
	}
	want := map[string]string{}
	for _, name := range strings.Fields("off/named tests/data/needed read/empty read/deep/default scan/deep/bom tree/blank hosts/a/named hosts/b/default by/self by/joined") {
		want[name+".nix"] = "error"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("levels (-want +got):\n%s%s", diff, strings.TrimSpace(string(archive.Comment)))
	}
}
