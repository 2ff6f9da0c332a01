# The macOS half of roles/workstation.nix: the desktop as we like it, and what comes from Homebrew.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.darwin.workstation;
in
{
  options.mxmlabs.platforms.darwin.workstation = {
    enable = lib.mkEnableOption "the macOS half of the workstation role" // {
      default = config.mxmlabs.roles.workstation.enable;
      defaultText = lib.literalExpression "config.mxmlabs.roles.workstation.enable";
    };

    user = lib.mkOption {
      type = lib.types.str;
      example = "developer";
      description = "The account whose desktop is set up, and for whom Homebrew runs.";
    };

    remapCapsLock = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether Caps Lock is a second Control key.";
    };

    homebrew = {
      enable = lib.mkEnableOption "Homebrew, for what nixpkgs does not have";

      casks = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "firefox" ];
        description = "Applications to install.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    system.primaryUser = cfg.user;

    system.defaults = {
      dock.autohide = true;
      finder.AppleShowAllExtensions = true;
      NSGlobalDomain.AppleShowAllExtensions = true;
      screencapture.location = "~/Pictures/Screenshots";
    };

    system.keyboard = {
      enableKeyMapping = cfg.remapCapsLock;
      remapCapsLockToControl = cfg.remapCapsLock;
    };

    homebrew = {
      inherit (cfg.homebrew) enable casks;
      onActivation.cleanup = "uninstall";
    };
  };
}
