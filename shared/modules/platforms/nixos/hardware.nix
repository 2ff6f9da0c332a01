# A machine of our own, down to its chips: firmware, microcode, and virtualisation in the processor.
# Cloud servers have none of these to care for.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.hardware;
in
{
  options.mxmlabs.platforms.nixos.hardware = {
    enable = lib.mkEnableOption "what the chips of a real machine need" // {
      default = config.mxmlabs.platforms.nixos.boot.enable;
      defaultText = lib.literalExpression "config.mxmlabs.platforms.nixos.boot.enable";
    };

    processor = lib.mkOption {
      type = lib.types.enum [
        "amd"
        "intel"
      ];
      example = "amd";
      description = "Who made the processor: which microcode is loaded when it starts, and which module runs guests.";
    };
  };

  config = lib.mkIf cfg.enable {
    # Wi-Fi and graphics do nothing without it.
    hardware.enableRedistributableFirmware = true;
    hardware.cpu.${cfg.processor}.updateMicrocode = true;
    boot.kernelModules = [ "kvm-${cfg.processor}" ];
  };
}
