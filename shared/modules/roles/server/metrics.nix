# Figures of this machine for whoever watches it: the node exporter of Prometheus, on the private network alone.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.server.metrics;
  network = config.mxmlabs.platforms.nixos.private-network;
in
{
  options.mxmlabs.roles.server.metrics = {
    enable = lib.mkEnableOption "figures of this machine, read over the private network";

    port = lib.mkOption {
      type = lib.types.port;
      default = 9100;
      description = "Where they are read; the same on all machines.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = network.enable;
        message = "mxmlabs.roles.server.metrics: this machine is not in the private network, and its figures are for nobody else";
      }
    ];

    services.prometheus.exporters.node = {
      enable = true;
      inherit (cfg) port;
      listenAddress = network.peers.${config.networking.hostName};
      # Which services failed: a backup, or an upgrade.
      enabledCollectors = [ "systemd" ];
    };

    networking.firewall.interfaces = lib.genAttrs network.interfaces (_: {
      allowedTCPPorts = [ cfg.port ];
    });
  };
}
