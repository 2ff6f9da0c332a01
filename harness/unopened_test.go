package harness

import (
	"strings"
	"testing"
)

// What nix 2.8 and 2.34 say of stores that they cannot open, and what they say of a flake that is alike.
func TestStoreHints(t *testing.T) {
	for text, want := range map[string]string{
		"cannot connect to socket at '/nix/var/nix/daemon-socket/socket': No such file or directory":    "no nix daemon listens there",
		"cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused":           "no nix daemon listens there",
		"cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Permission denied":            "may not use the nix daemon",
		"creating directory '/nix/var/nix/db': Permission denied":                                       "may not write to the store",
		`creating directory "/nix/store/.links": Permission denied`:                                     "may not write to the store",
		"opening lock file '/nix/var/nix/db/big-lock': Permission denied":                               "may not write to the store",
		`opening lock file "/nix/var/nix/db/big-lock": Read-only file system`:                           "may not write to the store",
		"could not set permissions on '/nix/var/nix/profiles/per-user' to 755: Operation not permitted": "may not write to the store",
		"don't know how to open Nix store 'bogus://x'":                                                  "--store and --eval-store take a folder",
		"don't know how to open Nix store with scheme 'bogus'":                                          "--store and --eval-store take a folder",
		`creating directory "/proc/nowhere/nix/store": No such file or directory`:                       "--store and --eval-store take a folder",
		`creating directory "/some/file/nix/store": Not a directory`:                                    "--store and --eval-store take a folder",
		"'/some/file' is not a directory":                                                               "--store and --eval-store take a folder",
		"operation 'addToStore' is not supported by store 'ssh://machine'":                              "--store and --eval-store take a folder",
		"opening file '/nix/store/x-source/secret': No such file or directory":                          "",
		"getting status of '/nix/store/x-source/a.nix': No such file or directory":                      "",
		"cannot find flake 'flake:nixpkgs' in the flake registries":                                     "",
	} {
		if got := storeHint(logRecord{}, text); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: hint %q, want %q", text, got, want)
		}
	}
	inFile := logRecord{}
	inFile.File = "/nix/store/x-source/flake.nix"
	if got := storeHint(inFile, "'/some/file' is not a directory"); got != "" {
		t.Errorf("an error in a file has the hint %q", got)
	}
}
