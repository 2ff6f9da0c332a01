# Starting a machine of our own by UEFI. Cloud servers start from GRUB, with as many generations: hetzner-cloud.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.boot;
in
{
  options.mxmlabs.platforms.nixos.boot = {
    enable = lib.mkEnableOption "systemd-boot";

    generations = lib.mkOption {
      type = lib.types.ints.positive;
      default = 10;
      description = "How many generations the boot menu offers; each takes room on the boot partition.";
    };
  };

  config = lib.mkIf cfg.enable {
    boot.loader = {
      systemd-boot = {
        enable = true;
        configurationLimit = cfg.generations;
        # With the editor, whoever sits at the machine becomes root.
        editor = false;
      };
      efi.canTouchEfiVariables = true;
    };
  };
}
