# The NixOS half of base/nix-config.nix: schedules are systemd calendar expressions.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.nix-config;
  base = config.mxmlabs.base.nix-config;
in
{
  options.mxmlabs.platforms.nixos.nix-config.enable =
    lib.mkEnableOption "the NixOS half of the common Nix settings"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.nix-config.enable";
    };

  config = lib.mkIf cfg.enable {
    nix.gc = {
      dates = base.garbageCollection.frequency;
      persistent = true;
      # Machines that share a store server do not all start at once.
      randomizedDelaySec = "45min";
    };

    nix.optimise.dates = base.garbageCollection.frequency;
  };
}
