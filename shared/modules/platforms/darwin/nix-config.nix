# The macOS half of base/nix-config.nix: schedules are launchd calendar intervals, and a missing key means "every".
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.nix-config;
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
  interval = intervals.${cfg.garbageCollection.frequency};
in
{
  config = lib.mkIf cfg.enable {
    nix.gc = { inherit interval; };
    nix.optimise = { inherit interval; };
  };
}
