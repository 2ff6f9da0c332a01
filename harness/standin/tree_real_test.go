package standin_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The folder of real inputs is judged before anything is tested with it: what it lacks is one line with a hint, and exit 2.
func TestTreeRealSaysWhatItsInputsLack(t *testing.T) {
	all := []string{
		"deploy-rs/flake.nix", "deploy-rs/interface.json", "disko/flake.nix", "flake-parts/flake.nix", "home-manager/flake.nix", "nix-darwin/flake.nix",
		"nixpkgs/flake.nix", "nixpkgs/lib/default.nix", "sops-nix/flake.nix", "systems/flake.nix", "terranix/flake.nix", "utils/flake.nix",
	}
	tests := []struct{ name, without, version, lacks, want string }{
		{"all is there", "", "2.34.8", "", ""},
		{"an input is not", "utils/flake.nix", "2.34.8", "", "has no flake in: utils; it needs a checkout of each input"},
		{"the schema of deploy-rs is not", "deploy-rs/interface.json", "2.34.8", "", "has no deploy-rs/interface.json; "},
		{"a nixpkgs without its lib", "nixpkgs/lib/default.nix", "2.34.8", "", "has no nixpkgs/lib/default.nix; "},
		{"a Nix that is too old", "", "2.8.0", "", "Nix 2.8.0 does not mark overridden inputs as flakes; "},
		{"a nixpkgs without packages", "", "2.26.3", "pkgs.writeScript, the option zramSwap", "nixpkgs lacks pkgs.writeScript, the option zramSwap; a whole nixpkgs has them"},
		{"a nixpkgs that does not evaluate", "", "2.26.3", "error", "nixpkgs cannot be read: attribute 'lib' missing; it needs"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inputs, bin := t.TempDir(), t.TempDir()
			for _, name := range all {
				if name != test.without {
					writeFile(t, filepath.Join(inputs, name), "", 0o644)
				}
			}
			writeFile(t, filepath.Join(bin, "nix"), `#!/bin/sh
case "$1:`+test.lacks+`" in
--version:*) echo "nix (Nix) `+test.version+`" ;;
*:error) echo "error: attribute 'lib' missing" >&2; exit 1 ;;
*) echo "warning: no matter" >&2; printf %s "`+test.lacks+`" ;;
esac
`, 0o755)
			code, said := treeReal(t, bin, inputs)
			if test.want == "" {
				if code != 0 || said != "" {
					t.Errorf("exit %d: %s", code, said)
				}
			} else if code != 2 || !strings.HasPrefix(said, "mxmcheck: ") || !strings.Contains(said, test.want) || strings.Count(said, "\n") != 1 {
				t.Errorf("want exit 2 and a line with %q, got %d: %s", test.want, code, said)
			}
		})
	}
	if code, said := treeReal(t, t.TempDir(), ""); code != 2 || !strings.Contains(said, "make tree-real INPUTS=DIR") {
		t.Errorf("without a folder: %d: %s", code, said)
	}
}

// treeReal runs the script before the tests, with the given folder of programs before all others.
func treeReal(t *testing.T, bin, inputs string) (code int, said string) {
	t.Helper()
	cmd := exec.Command("../../make/tree-real.sh", inputs)
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return failed.ExitCode(), string(out)
	} else if err != nil {
		t.Fatal(err)
	}
	return 0, string(out)
}

func writeFile(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
