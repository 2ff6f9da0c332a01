# The macOS half of base/nix-config.nix: schedules are launchd calendar intervals, and a missing key means "every".
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.darwin.nix-config;
  base = config.mxmlabs.base.nix-config;
  night = {
    Hour = 3;
    Minute = 15;
  };
  intervals = {
    daily = night;
    weekly = night // {
      Weekday = 7;
    };
    monthly = night // {
      Day = 1;
    };
  };
  interval = intervals.${base.garbageCollection.frequency};
in
{
  options.mxmlabs.platforms.darwin.nix-config.enable =
    lib.mkEnableOption "the macOS half of the common Nix settings"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.nix-config.enable";
    };

  config = lib.mkIf cfg.enable {
    nix.gc = { inherit interval; };
    nix.optimise = { inherit interval; };
  };
}
