# A machine that runs others: libvirt with QEMU, and bridges that put the guests on the network.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.roles.hypervisor;
  stranded = lib.filterAttrs (_: bridge: (bridge.address == [ ]) != (bridge.gateway == null)) cfg.bridges;
  own = lib.filterAttrs (_: bridge: !bridge.guestsOnly) cfg.bridges;
  addressed = lib.filterAttrs (_: bridge: bridge.guestsOnly && bridge.address != [ ]) cfg.bridges;

  # What joins a bridge: the card itself, or what it carries with one tag.
  portOf =
    bridge: if bridge.vlan == null then bridge.uplink else "${bridge.uplink}.${toString bridge.vlan}";
  tagged = lib.filterAttrs (_: bridge: bridge.vlan != null) cfg.bridges;
  ports = lib.mapAttrsToList (_: portOf) cfg.bridges;
  uplinks = lib.unique (lib.mapAttrsToList (_: bridge: bridge.uplink) cfg.bridges);

  # A card is in the bridge of what has no tag, if there is one, and carries the tags of the others.
  uplinkNetwork =
    uplink:
    let
      untagged = lib.attrNames (lib.filterAttrs (_: bridge: portOf bridge == uplink) cfg.bridges);
      tags = lib.filterAttrs (_: bridge: bridge.uplink == uplink) tagged;
    in
    lib.nameValuePair "30-${uplink}" (
      {
        matchConfig.Name = uplink;
        networkConfig = if untagged == [ ] then { LinkLocalAddressing = "no"; } else { Bridge = lib.head untagged; };
      }
      // lib.optionalAttrs (tags != { }) { vlan = lib.mapAttrsToList (_: portOf) tags; }
    );

  addressOf =
    bridge:
    if bridge.guestsOnly then
      { networkConfig.LinkLocalAddressing = "no"; }
    else if bridge.address == [ ] then
      { networkConfig.DHCP = "yes"; }
    else
      {
        inherit (bridge) address;
        networkConfig.DNS = bridge.nameservers;
        routes = [ { Gateway = bridge.gateway; } ];
      };
in
{
  imports = [ ./hypervisor/guests.nix ];

  options.mxmlabs.roles.hypervisor = {
    enable = lib.mkEnableOption "the hypervisor role";

    administrators = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "operator" ];
      description = "Accounts that may manage the guests without being root.";
    };

    shutdown = lib.mkOption {
      type = lib.types.enum [
        "shutdown"
        "suspend"
      ];
      default = "shutdown";
      description = "What happens to the guests when the machine goes down.";
    };

    bridges = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            uplink = lib.mkOption {
              type = lib.types.str;
              example = "enp1s0";
              description = "Network card that joins the bridge; the address of the machine moves to the bridge.";
            };
            vlan = lib.mkOption {
              type = lib.types.nullOr (lib.types.ints.between 1 4094);
              default = null;
              example = 20;
              description = "The VLAN that the bridge is in, by its tag on the uplink; null for what comes without a tag. Guests on the bridge see no tag, and no other VLAN.";
            };
            guestsOnly = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether the machine itself has no address on the bridge, so that its guests do not reach it there.";
            };
            macAddress = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "02:00:00:00:00:01";
              description = "Hardware address of the bridge. With that of the uplink, a DHCP server gives the machine the address it had before; otherwise systemd makes one up.";
            };
            address = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "192.0.2.10/24" ];
              description = "Addresses of the machine on this bridge, each with its prefix; empty means by DHCP.";
            };
            gateway = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "192.0.2.1";
              description = "The router, where the address is not by DHCP.";
            };
            nameservers = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "192.0.2.1" ];
              description = "Name servers, where the address is not by DHCP.";
            };
          };
        }
      );
      default = { };
      description = "Bridges between the guests and the network, by name. At least one: the machine itself is on the network by them alone.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = own != { };
        message = "mxmlabs.roles.hypervisor.bridges: none, so that this machine would have no network";
      }
      {
        assertion = addressed == { };
        message = "mxmlabs.roles.hypervisor.bridges: an address, where only guests are, of ${lib.concatStringsSep ", " (lib.attrNames addressed)}";
      }
      {
        assertion = lib.unique ports == ports;
        message = "mxmlabs.roles.hypervisor.bridges: two of them take the same VLAN of the same uplink";
      }
      {
        assertion = stranded == { };
        message = "mxmlabs.roles.hypervisor.bridges: an address without a gateway, or a gateway without an address, of ${lib.concatStringsSep ", " (lib.attrNames stranded)}";
      }
    ];

    mxmlabs.roles.server.enable = lib.mkDefault true;

    virtualisation.libvirtd = {
      enable = true;
      onShutdown = cfg.shutdown;
      allowedBridges = lib.attrNames cfg.bridges;
      qemu = {
        package = pkgs.qemu_kvm;
        runAsRoot = false;
        swtpm.enable = true;
        vhostUserPackages = [ pkgs.virtiofsd ];
      };
    };

    users.groups.libvirtd.members = cfg.administrators;

    networking.useNetworkd = true;
    networking.useDHCP = false;
    systemd.network = {
      netdevs = lib.mkMerge [
        (lib.mapAttrs' (
          bridge: settings:
          lib.nameValuePair "20-${bridge}" {
            netdevConfig = {
              Kind = "bridge";
              Name = bridge;
            }
            // lib.optionalAttrs (settings.macAddress != null) { MACAddress = settings.macAddress; };
          }
        ) cfg.bridges)
        (lib.mapAttrs' (
          _: settings:
          lib.nameValuePair "20-${portOf settings}" {
            netdevConfig = {
              Kind = "vlan";
              Name = portOf settings;
            };
            vlanConfig.Id = settings.vlan;
          }
        ) tagged)
      ];
      networks = lib.mkMerge [
        (lib.listToAttrs (map uplinkNetwork uplinks))
        (lib.mapAttrs' (
          bridge: settings:
          lib.nameValuePair "30-${portOf settings}" {
            matchConfig.Name = portOf settings;
            networkConfig.Bridge = bridge;
          }
        ) tagged)
        (lib.mapAttrs' (
          bridge: settings:
          lib.nameValuePair "40-${bridge}" (
            {
              matchConfig.Name = bridge;
              linkConfig.RequiredForOnline = if settings.guestsOnly then "no" else "routable";
            }
            // addressOf settings
          )
        ) cfg.bridges)
      ];
    };
  };
}
