# The guests of a hypervisor: where their disks are, and what each of them is.
# libvirt keeps guests itself; these services tell it, at every start, what they are. A guest that leaves this list
# stays defined until somebody runs `virsh undefine`: nothing here deletes a disk.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.roles.hypervisor.guests;
  domain = import ./domain.nix { inherit lib; };
  scripts = import ./scripts.nix { inherit lib; };

  download = lib.types.submodule {
    options = {
      url = lib.mkOption {
        type = lib.types.str;
        example = "https://images.example.org/server.qcow2";
        description = "Where the file is.";
      };
      hash = lib.mkOption {
        type = lib.types.strMatching "sha(256|512)-.*=*";
        example = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        description = "What the file hashes to, as `nix store prefetch-file URL` says: another file is refused.";
      };
    };
  };

  machine = lib.types.submodule {
    options = {
      cpus = lib.mkOption {
        type = lib.types.ints.positive;
        default = 2;
        description = "Virtual processors.";
      };
      memory = lib.mkOption {
        type = lib.types.ints.positive;
        default = 2048;
        description = "Memory in MiB.";
      };
      bridge = lib.mkOption {
        type = lib.types.str;
        example = "br0";
        description = "Bridge that its network card is on, one of `mxmlabs.roles.hypervisor.bridges`.";
      };
      disk = {
        pool = lib.mkOption {
          type = lib.types.str;
          default = "default";
          description = "Pool that holds its disk, one of `pools`.";
        };
        size = lib.mkOption {
          type = lib.types.ints.positive;
          default = 20;
          description = "Size of a disk that does not exist yet, in GiB.";
        };
        image = lib.mkOption {
          type = lib.types.nullOr download;
          default = null;
          description = "What a disk that does not exist yet begins as, in any format that qemu-img reads; null for an empty disk.";
        };
      };
      installer = lib.mkOption {
        type = lib.types.nullOr download;
        default = null;
        description = "A disc that it starts from while nothing on its disk starts.";
      };
      cloudInit = lib.mkOption {
        type = lib.types.nullOr lib.types.lines;
        default = null;
        example = "#cloud-config\nssh_authorized_keys: [ ssh-ed25519 AAAA… ]\n";
        description = "What cloud-init in the image does at its first start, as user data. It is readable by everyone on the hypervisor: no secrets.";
      };
      autostart = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether it starts with the hypervisor.";
      };
    };
  };

  # Guests that libvirt itself starts again are started before, so that they are seen as started.
  service = description: after: script: {
    inherit description script;
    after = [
      "libvirtd.service"
      "libvirt-guests.service"
    ]
    ++ after;
    requires = [ "libvirtd.service" ] ++ after;
    wantedBy = [ "multi-user.target" ];
    path = [
      pkgs.libvirt
      pkgs.qemu_kvm
    ];
    environment.LIBVIRT_DEFAULT_URI = "qemu:///system";
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
    };
  };

  fetch = file: if file == null then null else pkgs.fetchurl { inherit (file) url hash; };

  # cloud-init finds its data on a disc of this label.
  seed =
    name: guest:
    pkgs.runCommand "${name}-cloud-init.iso"
      {
        nativeBuildInputs = [ pkgs.xorriso ];
        inherit (guest) cloudInit;
        passAsFile = [ "cloudInit" ];
      }
      ''
        cp "$cloudInitPath" user-data
        printf 'instance-id: %s\nlocal-hostname: %s\n' ${name} ${name} >meta-data
        xorriso -as mkisofs -quiet -joliet -rock -volid cidata -output "$out" user-data meta-data
      '';

  discs =
    name: guest:
    lib.optional (guest.installer != null) (fetch guest.installer)
    ++ lib.optional (guest.cloudInit != null) (seed name guest);

  definition = name: guest: domain name guest (discs name guest);

  poolService =
    name: pool:
    lib.nameValuePair "libvirt-pool-${name}" (service "libvirt pool ${name}" [ ] (scripts.pool name pool));

  guestService =
    name: guest:
    lib.nameValuePair "libvirt-guest-${name}" (
      service "libvirt guest ${name}" [ "libvirt-pool-${guest.disk.pool}.service" ] (
        scripts.guest {
          inherit name guest;
          folder = cfg.pools.${guest.disk.pool}.path;
          image = fetch guest.disk.image;
        }
      )
      // {
        # A changed definition is handed to libvirt when the new generation starts; the guest sees it after its next start.
        restartTriggers = [ (definition name guest) ];
      }
    );

  startless = lib.filterAttrs (
    _: guest: guest.autostart && guest.disk.image == null && guest.installer == null
  ) cfg.machines;
  lost = lib.filterAttrs (
    _: guest:
    !(lib.hasAttr guest.disk.pool cfg.pools) || !(lib.hasAttr guest.bridge config.mxmlabs.roles.hypervisor.bridges)
  ) cfg.machines;
in
{
  options.mxmlabs.roles.hypervisor.guests = {
    enable = lib.mkEnableOption "the guests described here";

    pools = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options.path = lib.mkOption {
            type = lib.types.str;
            example = "/var/lib/libvirt/images";
            description = "Folder that holds the disks.";
          };
        }
      );
      default = { };
      description = "Storage pools by name, each a folder.";
    };

    machines = lib.mkOption {
      type = lib.types.attrsOf machine;
      default = { };
      description = "The guests by name.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = lost == { };
        message = "mxmlabs.roles.hypervisor.guests.machines: pool or bridge not declared for ${lib.concatStringsSep ", " (lib.attrNames lost)}";
      }
      {
        assertion = startless == { };
        message = "mxmlabs.roles.hypervisor.guests.machines: neither disk.image nor installer, so that nothing would start, of ${lib.concatStringsSep ", " (lib.attrNames startless)}";
      }
    ];

    environment.etc = lib.mapAttrs' (
      name: guest: lib.nameValuePair "libvirt-guests/${name}.xml" { text = definition name guest; }
    ) cfg.machines;

    systemd.services = lib.mapAttrs' poolService cfg.pools // lib.mapAttrs' guestService cfg.machines;
  };
}
