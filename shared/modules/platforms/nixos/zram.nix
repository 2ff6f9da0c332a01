# Swap in memory, compressed: a server without a swap partition gets slow where it would otherwise kill what runs.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.zram;
in
{
  options.mxmlabs.platforms.nixos.zram = {
    enable = lib.mkEnableOption "compressed swap in memory";

    percent = lib.mkOption {
      type = lib.types.ints.between 1 100;
      default = 50;
      description = "How much may be swapped, before it is compressed, in percent of the memory.";
    };
  };

  config = lib.mkIf cfg.enable {
    zramSwap = {
      enable = true;
      memoryPercent = cfg.percent;
    };
  };
}
