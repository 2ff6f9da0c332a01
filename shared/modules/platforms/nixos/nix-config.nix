# The NixOS half of base/nix-config.nix: schedules are systemd calendar expressions.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.nix-config;
in
{
  config = lib.mkIf cfg.enable {
    nix.gc = {
      dates = cfg.garbageCollection.frequency;
      persistent = true;
      # Machines that share a store server do not all start at once.
      randomizedDelaySec = "45min";
    };

    nix.optimise.dates = cfg.garbageCollection.frequency;
  };
}
