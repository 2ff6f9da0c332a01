# The private network of the servers: which machines are in it, and through which of them SSH reaches the others.
# All that it says comes from the host list.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.private-network;
in
{
  options.mxmlabs.platforms.nixos.private-network = {
    enable = lib.mkEnableOption "the network card of the private network, whose address Hetzner gives by DHCP";

    interfaces = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "enp7s0"
        "ens10"
      ];
      description = "Names that the card may have: they depend on the type of the server.";
    };

    peers = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        web = "10.0.1.2";
      };
      description = "Addresses of the machines in the network by name, this one among them.";
    };

    behind = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "bastion";
      description = "The machine through which alone SSH reaches this one; null where SSH is open to all.";
    };

    guards = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "web" ];
      description = "Machines that SSH reaches through this one alone.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.network.networks."05-private" = {
      # The first network that matches a card has it, so this one comes before the uplink, which takes all.
      matchConfig.Name = lib.concatStringsSep " " cfg.interfaces;
      networkConfig.DHCP = "ipv4";
      linkConfig.RequiredForOnline = "no";
    };

    # The address comes by DHCP, and what listens on it alone may be there first and does not look for it again.
    boot.kernel.sysctl."net.ipv4.ip_nonlocal_bind" = 1;

    # A deploy key is good for this machine and those behind it, from where they are reached.
    mxmlabs.base.users = {
      reachedFrom = lib.optional (cfg.behind != null) cfg.peers.${cfg.behind};
      forwardTo = map (name: "${cfg.peers.${name}}:22") cfg.guards;
    };
  };
}
