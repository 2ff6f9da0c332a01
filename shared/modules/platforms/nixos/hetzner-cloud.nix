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

    volumes = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            device = lib.mkOption {
              type = lib.types.str;
              example = "/dev/disk/by-id/scsi-0HC_Volume_1";
              description = "The volume, by the name that Terraform gives out as `linux_device`.";
            };
            mountPoint = lib.mkOption {
              type = lib.types.str;
              example = "/var/lib/postgresql";
              description = "Folder that it is mounted on.";
            };
          };
        }
      );
      default = { };
      description = "Volumes with an ext4 file system, by name.";
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
      # Without a limit the boot partition fills, and no new generation can be installed.
      configurationLimit = config.mxmlabs.platforms.nixos.boot.generations;
    };

    fileSystems = lib.mkIf (cfg.volumes != { }) (
      lib.mapAttrs' (
        _: volume:
        lib.nameValuePair volume.mountPoint {
          inherit (volume) device;
          fsType = "ext4";
          # The server starts without the volume, too: otherwise nobody could log in and look.
          options = [ "nofail" ];
        }
      ) cfg.volumes
    );

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
