package analyzer_test

import (
	"fmt"
	"slices"
	"testing"
)

// A package that is selected by a computed name is named by every text that the name may be, wherever it is written.
func TestComputedPackages(t *testing.T) {
	for value, want := range map[string]string{
		"pkgs.${cfg.shell}":                                         "fish",
		"pkgs.${config.mxmlabs.a.shell}":                            "dash",
		"pkgs.\"${cfg.shell}\".meta":                                "fish",
		"pkgs.kdePackages.${cfg.shell}":                             "kdePackages.fish",
		"pkgs.${cfg.shell} or pkgs.bash":                            "fish",
		"pkgs.\"${cfg.shell}-unwrapped\"":                           "fish-unwrapped",
		"pkgs.\"linuxPackages_${cfg.kernel}\".kernel":               "linuxPackages_latest.kernel",
		"pkgs.${toString (cfg.shell)}":                              "fish",
		"pkgs.${if cfg.on then cfg.shell else \"xonsh\"}":           "xonsh",
		"let name = cfg.shell; in pkgs.${name}":                     "fish",
		"builtins.getAttr cfg.shell pkgs":                           "fish",
		"lib.getAttrFromPath [ cfg.set \"b\" ] pkgs":                "b",
		"lib.attrVals [ \"c\" \"d\" ] pkgs":                         "d",
		"map (n: pkgs.${n}) [ \"tcsh\" ]":                           "tcsh",
		"map (n: pkgs.${n}) cfg.shells":                             "elvish",
		"lib.mapAttrs (_: user: pkgs.${user.shell}) cfg.users":      "oil",
		"(import ./helper.nix) { inherit pkgs; name = \"mksh\"; }":  "mksh",
		"pkgs.${vars.login}":                                        "nushell",
		"pkgs.${vars.again}":                                        "nushell",
		"pkgs.${data.editor} or pkgs.bash":                          "helix",
		"map (n: pkgs.${n} or null) toml.tools":                     "ripgrep",
		"pkgs.${lib.removeSuffix \"-wrapped\" data.editor} or null": "helix",
		"map (n: pkgs.${n}) (lib.splitString \"\\n\" listed)":       "htop",
		"map (n: pkgs.${n}) (lib.splitString \" \" \"mc fd\")":      "fd",
		"map (n: pkgs.${n}) (attrNames (readDir ./tools))":          "jq",
		"pkgs.${\"python\" + cfg.version + \"Full\"} or null":       "python3Full",
		"pkgs.${\"${\"python\" + cfg.version}\"} or null":           "python3",
		"pkgs ? ${data.editor}":                                     "helix",
		"lib.hasAttr data.editor pkgs":                              "helix",
	} {
		repo := loadArchive(t, fmt.Sprintf(`-- flake.nix --
{ outputs = { nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { specialArgs.vars = import ./vars.nix; modules = [ ./a.nix ./host.nix ]; }; }; }
-- vars.nix --
rec { login = "nushell"; again = login; }
-- data.json --
{ "editor": "helix" }
-- data.toml --
tools = ["ripgrep", "fzf"]
-- listed.txt --
htop
btop
-- tools/jq.nix --
{ }
-- helper.nix --
{ pkgs, name }: pkgs.${name}
-- host.nix --
{ lib, ... }: { mxmlabs.a = { shell = lib.mkForce "fish"; kernel = "latest"; version = "3"; shells = [ "elvish" ]; users.me.shell = "oil"; }; }
-- a.nix --
{ config, lib, pkgs, vars, ... }:
let
  cfg = config.mxmlabs.a;
  data = builtins.fromJSON (builtins.readFile ./data.json);
  toml = lib.importTOML ./data.toml;
  listed = builtins.readFile ./listed.txt;
  inherit (builtins) attrNames readDir;
in
{
  options.mxmlabs.a.shell = lib.mkOption { type = lib.types.enum [ "fish" "zsh" ]; default = "dash"; description = "A shell."; };
  config.environment.x = %s;
}
`, value))
		if got := slices.Concat(repo.PackageNames(), repo.ComputedPackageNames()); !slices.Contains(got, want) {
			t.Errorf("%s: %q is none of %q", value, want, got)
		}
	}
}
