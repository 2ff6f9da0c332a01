package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// A file that nix evaluates for a host, and that the host is not known to depend on, is said to be a
// fault, and no host is left out then.
func TestStrayedFilesAreTold(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"flake.nix": `{ inputs.nixpkgs.url = "github:NixOS/nixpkgs"; outputs = { nixpkgs, ... }: { nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ./one.nix ]; }; }; }`,
		"one.nix":   "{ }", "other.nix": "{ }",
	} {
		writeFile(t, filepath.Join(root, name), text)
	}
	gitIn(t, root, "init", "-q")
	gitIn(t, root, "add", ".")
	for read, want := range map[string]bool{"one.nix": false, "flake.nix": false, "other.nix": true, "../outside.nix": true} {
		var told bytes.Buffer
		a := &app{streams: streams{in: strings.NewReader(""), out: io.Discard, err: &told}}
		a.flags.dir, a.flags.quiet, a.flags.jobs = root, true, 1
		repo, err := a.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		one := harness.Host{ID: host.ID{Kind: "nixos", Name: "one"}}
		strayed, err := a.strayed(t.Context(), repo, []harness.Outcome{{Host: one, Read: []string{read}}})
		if err != nil || strayed != want || strings.Contains(told.String(), read) != want {
			t.Errorf("nix read %s: strayed %t, %v, told %q", read, strayed, err, told.String())
		}
	}
}
