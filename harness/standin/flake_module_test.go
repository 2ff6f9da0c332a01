package standin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// userFlake is a flake that takes up mxmcheck, with flake-parts and without.
const userFlake = `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    flake-parts.url = "github:hercules-ci/flake-parts";
    mxmcheck = { url = "git+file://CLONE?dir=nix/flake"; inputs.nixpkgs.follows = "nixpkgs"; };
  };
  outputs = inputs@{ self, nixpkgs, mxmcheck, ... }:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [ "x86_64-linux" ];
      imports = [ mxmcheck.flakeModules.default ];
      flake.nixosConfigurations.one = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./module.nix ]; };
      flake.nixosConfigurations.both = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./module.nix ]; };
      flake.homeConfigurations = builtins.listToAttrs (map (name: { inherit name; value.config.acme.port = 80; }) [ "Alice B@one" "both" ]);
      flake.plain = mxmcheck.lib.checks { pkgs = nixpkgs.legacyPackages.x86_64-linux; inherit self; };
      flake.hook = (mxmcheck.lib.hook nixpkgs.legacyPackages.x86_64-linux).pass_filenames;
    };
}
`

const userModule = `{ lib, ... }: { options.acme.port = lib.mkOption { type = lib.types.int; default = 80; }; }`

// What other flakes import evaluates, and its checks see what a host was accepted as.
func TestWhatOtherFlakesImport(t *testing.T) {
	clone, root := t.TempDir(), t.TempDir()
	if out, err := exec.Command("git", "clone", "-q", "../..", clone).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("flake.nix", strings.ReplaceAll(userFlake, "CLONE", clone))
	write("module.nix", userModule)
	write("snapshots/nixos/one.snap", "mxmcheck 1 nixos host=one system=x86_64-linux root=acme\nacme.port = 80\n    : int  default  module.nix\n")
	for file, head := range map[string]string{"nixos/both": "nixos host=both", "home/both": "home host=both", "home/%41lice%20%42%40one": `home host="Alice B@one"`} {
		write("snapshots/"+file+".snap", "mxmcheck 1 "+head+" system=x86_64-linux root=acme\nacme.port = 80\n    : int  default  module.nix\n")
	}
	for output, want := range map[string]string{
		`plain."snapshot-Alice B@one".name`: `"snapshot-Alice-B-one`, "plain.snapshot-nixos-both.name": `"snapshot-nixos-both`, "plain.snapshot-home-both.name": `"snapshot-home-both`,
		"checks.x86_64-linux.snapshot-one.name": `"snapshot-one`, "checks.x86_64-linux.mxmcheck-lint.name": `"mxmcheck-lint`,
		"apps.x86_64-linux.mxmcheck.type": `"app"`, "plain.snapshot-one.name": `"snapshot-one`, "hook": "false",
	} {
		if got, stderr, err := nixEval(t, root+"#"+output); err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("%s is %s: %v\n%s", output, got, err, stderr)
		}
	}
	write("module.nix", strings.Replace(userModule, "80", "81", 1))
	for _, output := range []string{"checks.x86_64-linux.snapshot-one.name", "plain.snapshot-one.name"} {
		if got, stderr, err := nixEval(t, root+"#"+output); err == nil || !strings.Contains(stderr, "acme.port is 81, accepted was 80") {
			t.Errorf("%s is %s, although the host is another: %v\n%s", output, got, err, stderr)
		}
	}
}
