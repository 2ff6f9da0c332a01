# The NixOS half of development/containers.nix: the engine as a service.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.development.containers;
  # Containers and images of root are root's to remove; those of people are in their homes, and theirs.
  prune = {
    enable = cfg.prune.enable && !cfg.rootless.enable;
    dates = cfg.prune.frequency;
  };
  engines = {
    docker = pkgs.docker;
    podman = pkgs.podman;
  };
in
{
  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      (lib.mkIf (cfg.engine == "podman") {
        virtualisation.podman = {
          enable = true;
          dockerCompat = true;
          dockerSocket.enable = !cfg.rootless.enable;
          defaultNetwork.settings.dns_enabled = true;
          autoPrune = prune;
        };
        # Podman brings a socket of root's, open to the group podman; without root there is only each person's own.
        systemd.sockets.podman.wantedBy = lib.mkIf cfg.rootless.enable (lib.mkForce [ ]);
      })

      (lib.mkIf (cfg.engine == "docker") {
        virtualisation.docker = {
          enable = !cfg.rootless.enable;
          rootless = {
            enable = cfg.rootless.enable;
            setSocketVariable = true;
          };
          autoPrune = prune;
        };
      })

      (lib.mkIf (cfg.prune.enable && cfg.rootless.enable) {
        systemd.user = {
          services.containers-prune = {
            description = "Remove stopped containers and images without a name, of this user";
            path = [ engines.${cfg.engine} ];
            # %t is the folder that holds the user's own sockets.
            environment = lib.mkIf (cfg.engine == "docker") { DOCKER_HOST = "unix://%t/docker.sock"; };
            unitConfig.ConditionUser = "!@system";
            serviceConfig.Type = "oneshot";
            script = "${cfg.engine} system prune --force";
            startAt = cfg.prune.frequency;
          };
          timers.containers-prune.timerConfig = {
            Persistent = true;
            RandomizedDelaySec = "30min";
          };
        };
      })
    ]
  );
}
