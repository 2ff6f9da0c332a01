# Containers by Docker or Podman. The engine itself is a service of the platform: platforms/*/containers.nix.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.development.containers;
  composers = {
    docker = pkgs.docker-compose;
    podman = pkgs.podman-compose;
  };
in
{
  options.mxmlabs.development.containers = {
    enable = lib.mkEnableOption "a container engine, with compose";

    engine = lib.mkOption {
      type = lib.types.enum (lib.attrNames composers);
      default = "podman";
      description = "Which engine runs the containers. macOS has Podman only.";
    };

    rootless.enable = lib.mkEnableOption "running containers without root, and only so: no socket of root's is open; Docker runs a daemon for each user";

    prune = {
      enable = lib.mkEnableOption "removing stopped containers and images that nothing names, on a schedule and on NixOS: root's, or with `rootless` each user's own";

      frequency = lib.mkOption {
        type = lib.types.enum [
          "daily"
          "weekly"
          "monthly"
        ];
        default = "weekly";
        description = "How often they are removed.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ composers.${cfg.engine} ];
  };
}
