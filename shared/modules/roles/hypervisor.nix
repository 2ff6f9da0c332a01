# A machine that runs others: libvirt with QEMU, and bridges that put the guests on the network.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.roles.hypervisor;
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
          options.uplink = lib.mkOption {
            type = lib.types.str;
            example = "enp1s0";
            description = "Network card that joins the bridge; the address of the machine moves to the bridge.";
          };
        }
      );
      default = { };
      description = "Bridges between the guests and the network, by name; each takes its address by DHCP.";
    };
  };

  config = lib.mkIf cfg.enable {
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
        bridge: _:
        lib.nameValuePair "20-${bridge}" {
          netdevConfig = {
            Kind = "bridge";
            Name = bridge;
          };
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
          bridge: _:
          lib.nameValuePair "40-${bridge}" {
            matchConfig.Name = bridge;
            networkConfig.DHCP = "yes";
            linkConfig.RequiredForOnline = "routable";
          }
        ) cfg.bridges)
      ];
    };
  };
}
