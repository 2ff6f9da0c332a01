# The machine that watches the others: Prometheus reads the figures of every machine in the private network, whose names
# and addresses come from the host list. Its page is on this machine alone: `ssh -L 9090:localhost:9090`.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.server.monitoring;
  network = config.mxmlabs.platforms.nixos.private-network;
  inherit (config.mxmlabs.roles.server.metrics) port;

  alert = name: expr: wait: summary: {
    alert = name;
    inherit expr;
    for = wait;
    annotations = { inherit summary; };
  };

  # JSON is YAML, too.
  rules = builtins.toJSON {
    groups = [
      {
        name = "machines";
        rules = [
          (alert "MachineDown" "up == 0" "5m" "{{ $labels.host }} gives no figures")
          (alert "DiskFull"
            ''node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs"} / node_filesystem_size_bytes < 0.1''
            "15m"
            "{{ $labels.host }} has less than a tenth of {{ $labels.mountpoint }} left"
          )
          (alert "UnitFailed" ''node_systemd_unit_state{state="failed"} == 1'' "5m"
            "{{ $labels.name }} failed on {{ $labels.host }}"
          )
        ];
      }
    ];
  };
in
{
  options.mxmlabs.roles.server.monitoring = {
    enable = lib.mkEnableOption "watching the machines of the private network";

    interval = lib.mkOption {
      type = lib.types.str;
      default = "30s";
      description = "How often the figures are read.";
    };

    retention = lib.mkOption {
      type = lib.types.str;
      default = "30d";
      description = "How long they are kept.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = network.enable;
        message = "mxmlabs.roles.server.monitoring: this machine is not in the private network, and reaches no figures";
      }
    ];

    services.prometheus = {
      enable = true;
      listenAddress = "127.0.0.1";
      retentionTime = cfg.retention;
      globalConfig.scrape_interval = cfg.interval;
      scrapeConfigs = [
        {
          job_name = "machines";
          static_configs = lib.mapAttrsToList (host: address: {
            targets = [ "${address}:${toString port}" ];
            labels = { inherit host; };
          }) network.peers;
        }
      ];
      rules = [ rules ];
    };
  };
}
