# What other flakes import of mxmcheck, with no input but nixpkgs: `inputs.mxmcheck.url = "REPOSITORY?dir=nix/flake";`.
{
  description = "mxmcheck, a linter and evaluation harness for Nix flake repositories";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
    in
    {
      packages = lib.genAttrs systems (system: {
        default = nixpkgs.legacyPackages.${system}.callPackage ../package.nix { };
      });

      overlays.default = final: _: { mxmcheck = final.callPackage ../package.nix { }; };

      flakeModules.default = import ../flake-module.nix self;

      lib = {
        # checks { pkgs, self, … } for flakes without flake-parts: see nix/checks.nix.
        checks = args: import ../checks.nix ({ mxmcheck = self.packages.${args.pkgs.stdenv.hostPlatform.system}.default; } // args);

        # The hook that git-hooks.nix takes, as `hooks.mxmcheck = inputs.mxmcheck.lib.hook pkgs;`.
        hook = pkgs: {
          enable = true;
          name = "mxmcheck";
          entry = "${lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.default} lint";
          types = [ "nix" ];
          pass_filenames = false;
        };
      };
    };
}
