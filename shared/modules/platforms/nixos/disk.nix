# Disk layouts by disko. It writes fileSystems, swapDevices and the LUKS devices, so no host does.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.disk;

  # Holds a kernel and an initrd for each generation that the boot menu offers.
  esp = {
    size = "1G";
    type = "EF00";
    content = {
      type = "filesystem";
      format = "vfat";
      mountpoint = "/boot";
      mountOptions = [ "umask=0077" ];
    };
  };

  subvolume = mountpoint: {
    inherit mountpoint;
    mountOptions = [
      "compress=zstd"
      "noatime"
    ];
  };

  layouts = {
    # Starts by BIOS and by UEFI: what a cloud offers is not known before the server exists.
    hybrid-ext4 = {
      boot = {
        size = "1M";
        type = "EF02";
      };
      ESP = esp;
      root = {
        size = "100%";
        content = {
          type = "filesystem";
          format = "ext4";
          mountpoint = "/";
        };
      };
    };

    luks-btrfs = {
      ESP = esp;
      luks = {
        size = "100%";
        content = {
          type = "luks";
          name = "crypted";
          settings.allowDiscards = true;
          # Read by the installer only; at boot the passphrase is asked for.
          passwordFile = "/run/keys/disk.key";
          content = {
            type = "btrfs";
            extraArgs = [ "-f" ];
            subvolumes = {
              "/root" = subvolume "/";
              "/home" = subvolume "/home";
              "/nix" = subvolume "/nix";
              "/swap" = {
                mountpoint = "/.swapvol";
                swap.swapfile.size = cfg.swap;
              };
            };
          };
        };
      };
    };
  };
in
{
  options.mxmlabs.platforms.nixos.disk = {
    enable = lib.mkEnableOption "the disk layout";

    layout = lib.mkOption {
      type = lib.types.enum (lib.attrNames layouts);
      example = "luks-btrfs";
      description = "How the disk is divided.";
    };

    device = lib.mkOption {
      type = lib.types.str;
      example = "/dev/disk/by-id/nvme-example";
      description = "The disk. Everything on it is lost when the machine is installed.";
    };

    swap = lib.mkOption {
      type = lib.types.str;
      default = "8G";
      description = "Size of the swap file of the layout `luks-btrfs`.";
    };
  };

  config = lib.mkIf cfg.enable {
    disko.devices.disk.main = {
      type = "disk";
      inherit (cfg) device;
      content = {
        type = "gpt";
        partitions = layouts.${cfg.layout};
      };
    };
  };
}
