# direnv: entering a project's folder loads its development shell.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.direnv;
in
{
  options.mxmlabs.platforms.home-manager.direnv = {
    enable = lib.mkEnableOption "direnv with cached development shells";

    silent = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether loading says nothing.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.direnv = {
      enable = true;
      nix-direnv.enable = true;
      inherit (cfg) silent;
    };
  };
}
