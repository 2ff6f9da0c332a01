# home-manager inside a host: `home-manager.users.<name>` may then use everything in shared/modules/home.nix.
{
  config,
  inputs,
  lib,
  ...
}:
let
  cfg = config.mxmlabs.base.homes;
in
{
  options.mxmlabs.base.homes = {
    enable = lib.mkEnableOption "home-manager for the users of this machine";

    backupExtension = lib.mkOption {
      type = lib.types.str;
      default = "before-home-manager";
      description = "Files in the way of home-manager are moved aside under this extension.";
    };
  };

  config = lib.mkIf cfg.enable {
    home-manager = {
      useGlobalPkgs = true;
      useUserPackages = true;
      backupFileExtension = cfg.backupExtension;
      sharedModules = [
        inputs.sops-nix.homeManagerModules.sops
        ../home.nix
      ];
    };
  };
}
