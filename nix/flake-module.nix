# The flake-parts module: `imports = [ inputs.mxmcheck.flakeModules.default ];`. It adds the checks of checks.nix, the
# program as `nix run .#mxmcheck`, and the hook that git-hooks.nix takes.
mxmcheck:
{
  self,
  lib,
  config,
  ...
}:
let
  cfg = config.mxmcheck;
in
{
  options.mxmcheck = {
    lint.enable = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether `nix flake check` runs `mxmcheck lint`.";
    };
    lint.arguments = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "--fail-level=error" ];
      description = "Further words of `mxmcheck lint`.";
    };
    snapshots.enable = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether `nix flake check` compares each host with its accepted snapshot.";
    };
  };

  config.perSystem =
    { pkgs, system, ... }:
    let
      package = mxmcheck.packages.${system}.default;
      checks = import ./checks.nix {
        inherit pkgs self;
        inherit (cfg.lint) arguments;
        mxmcheck = if cfg.lint.enable then package else null;
      };
    in
    {
      checks = lib.filterAttrs (name: _: cfg.snapshots.enable || !lib.hasPrefix "snapshot-" name) (
        lib.mapAttrs' (name: lib.nameValuePair (if name == "lint" then "mxmcheck-lint" else name)) checks
      );
      apps.mxmcheck = {
        type = "app";
        program = lib.getExe package;
      };
    };
}
