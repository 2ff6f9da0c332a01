# The guests of a hypervisor: where their disks are, and what each of them is.
# libvirt keeps guests itself; these services tell it, at every start, what they are. A guest that leaves this list
# stays defined until somebody runs `virsh undefine`: nothing here deletes a disk.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.hypervisor.guests;
  domain = import ./domain.nix { inherit lib; };

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
      };
      autostart = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether it starts with the hypervisor.";
      };
    };
  };

  # libvirtd puts virsh on the system path.
  virsh = "/run/current-system/sw/bin/virsh --connect qemu:///system";

  service = description: after: script: {
    inherit description script;
    after = [ "libvirtd.service" ] ++ after;
    requires = [ "libvirtd.service" ] ++ after;
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
    };
  };

  poolService =
    name: pool:
    lib.nameValuePair "libvirt-pool-${name}" (
      service "libvirt pool ${name}" [ ] ''
        ${virsh} pool-info ${name} >/dev/null 2>&1 || ${virsh} pool-define-as ${name} dir --target ${lib.escapeShellArg pool.path}
        ${virsh} pool-build ${name}
        ${virsh} pool-autostart ${name}
        ${virsh} pool-info ${name} | grep -q 'State:.*running' || ${virsh} pool-start ${name}
      ''
    );

  guestService =
    name: guest:
    lib.nameValuePair "libvirt-guest-${name}" (
      service "libvirt guest ${name}" [ "libvirt-pool-${guest.disk.pool}.service" ] ''
        ${virsh} vol-info --pool ${guest.disk.pool} ${name}.qcow2 >/dev/null 2>&1 ||
          ${virsh} vol-create-as ${guest.disk.pool} ${name}.qcow2 ${toString guest.disk.size}G --format qcow2
        ${virsh} define /etc/libvirt-guests/${name}.xml
        ${virsh} autostart ${lib.optionalString (!guest.autostart) "--disable "}${name}
        ${lib.optionalString guest.autostart "${virsh} domstate ${name} | grep -q running || ${virsh} start ${name}"}
      ''
      // {
        # A changed definition is handed to libvirt when the new generation starts; the guest sees it after its next start.
        restartTriggers = [ (domain name guest) ];
      }
    );

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
    ];

    environment.etc = lib.mapAttrs' (
      name: guest: lib.nameValuePair "libvirt-guests/${name}.xml" { text = domain name guest; }
    ) cfg.machines;

    systemd.services = lib.mapAttrs' poolService cfg.pools // lib.mapAttrs' guestService cfg.machines;
  };
}
