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

    rootless.enable = lib.mkEnableOption "running containers without root; Podman always can, Docker needs a second daemon";

    prune = {
      enable = lib.mkEnableOption "removing unused images on a schedule, on NixOS";

      frequency = lib.mkOption {
        type = lib.types.enum [
          "daily"
          "weekly"
          "monthly"
        ];
        default = "weekly";
        description = "How often unused images are removed.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ composers.${cfg.engine} ];
  };
}
