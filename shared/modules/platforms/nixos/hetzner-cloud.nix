# A server of the Hetzner cloud: guest services, GRUB for BIOS and UEFI, and the network as Hetzner gives it.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.hetzner-cloud;
in
{
  options.mxmlabs.platforms.nixos.hetzner-cloud = {
    enable = lib.mkEnableOption "running as a Hetzner cloud server";

    ipv6Address = lib.mkOption {
      type = lib.types.str;
      example = "2001:db8::1/64";
      description = "An address out of the server's own IPv6 network; IPv4 comes by DHCP.";
    };
  };

  config = lib.mkIf cfg.enable {
    mxmlabs.platforms.nixos.disk = {
      enable = lib.mkDefault true;
      layout = lib.mkDefault "hybrid-ext4";
      device = lib.mkDefault "/dev/sda";
    };

    services.qemuGuest.enable = true;
    boot.initrd.availableKernelModules = [
      "ahci"
      "sd_mod"
      "virtio_pci"
      "virtio_scsi"
      "xhci_pci"
    ];
    boot.loader.grub = {
      enable = true;
      efiSupport = true;
      efiInstallAsRemovable = true;
    };

    networking.useNetworkd = true;
    networking.useDHCP = false;
    systemd.network.networks."10-uplink" = {
      matchConfig.Name = "en* eth0";
      networkConfig.DHCP = "ipv4";
      address = [ cfg.ipv6Address ];
      routes = [ { Gateway = "fe80::1"; } ];
      linkConfig.RequiredForOnline = "routable";
    };
  };
}
