package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// A file of comments only, or an empty one among tests, is an info where no other file takes it, and an error where one does. The error stands
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
`))
	got := map[string]string{}
	for _, d := range lint(t, archive.Files, nil, "parse-error") {
		got[d.Span.File] = d.Severity.String()
	}
	want := map[string]string{"off/lines.nix": "info", "off/block.nix": "info", "off/named.nix": "error", "off/empty.nix": "error", "tests/data/twice.nix": "info", "tests/data/twice/default.nix": "info", "tests/data/needed.nix": "error"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("levels (-want +got):\n%s%s", diff, strings.TrimSpace(string(archive.Comment)))
	}
}
