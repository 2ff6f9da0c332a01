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

  addressOf =
    bridge:
    if bridge.address == [ ] then
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
        assertion = cfg.bridges != { };
        message = "mxmlabs.roles.hypervisor.bridges: none, so that this machine would have no network";
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
      netdevs = lib.mapAttrs' (
        bridge: settings:
        lib.nameValuePair "20-${bridge}" {
          netdevConfig = {
            Kind = "bridge";
            Name = bridge;
          }
          // lib.optionalAttrs (settings.macAddress != null) { MACAddress = settings.macAddress; };
        }
      ) cfg.bridges;
      networks = lib.mkMerge [
        (lib.mapAttrs' (
          bridge: settings:
          lib.nameValuePair "30-${bridge}-uplink" {
            matchConfig.Name = settings.uplink;
            networkConfig.Bridge = bridge;
          }
        ) cfg.bridges)
        (lib.mapAttrs' (
          bridge: settings:
          lib.nameValuePair "40-${bridge}" (
            {
              matchConfig.Name = bridge;
              linkConfig.RequiredForOnline = "routable";
            }
            // addressOf settings
          )
        ) cfg.bridges)
      ];
    };
  };
}
