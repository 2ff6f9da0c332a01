# The NixOS half of development/containers.nix: the engine as a service.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.platforms.nixos.containers;
  base = config.mxmlabs.development.containers;
  # Containers and images of root are root's to remove; those of people are in their homes, and theirs.
  prune = {
    enable = base.prune.enable && !base.rootless.enable;
    dates = base.prune.frequency;
  };
  engines = {
    docker = pkgs.docker;
    podman = pkgs.podman;
  };
in
{
  options.mxmlabs.platforms.nixos.containers.enable =
    lib.mkEnableOption "the container engine as a service"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.development.containers.enable";
    };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      (lib.mkIf (base.engine == "podman") {
        virtualisation.podman = {
          enable = true;
          dockerCompat = true;
          dockerSocket.enable = !base.rootless.enable;
          defaultNetwork.settings.dns_enabled = true;
          autoPrune = prune;
        };
        # Podman brings a socket of root's, open to the group podman; without root there is only each person's own.
        systemd.sockets.podman.wantedBy = lib.mkIf base.rootless.enable (lib.mkForce [ ]);
      })

      (lib.mkIf (base.engine == "docker") {
        virtualisation.docker = {
          enable = !base.rootless.enable;
          rootless = {
            enable = base.rootless.enable;
            setSocketVariable = true;
          };
          autoPrune = prune;
        };
      })

      (lib.mkIf (base.prune.enable && base.rootless.enable) {
        systemd.user = {
          services.containers-prune = {
            description = "Remove stopped containers and images without a name, of this user";
            path = [ engines.${base.engine} ];
            # %t is the folder that holds the user's own sockets.
            environment = lib.mkIf (base.engine == "docker") { DOCKER_HOST = "unix://%t/docker.sock"; };
            unitConfig.ConditionUser = "!@system";
            serviceConfig.Type = "oneshot";
            script = "${base.engine} system prune --force";
            startAt = base.prune.frequency;
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
