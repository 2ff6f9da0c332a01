# The macOS half of development/containers.nix: Podman, whose virtual machine its user starts.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.development.containers;
in
{
  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.engine == "podman";
        message = "mxmlabs.development.containers.engine: macOS has podman only, not ${cfg.engine}";
      }
    ];

    environment.systemPackages = [ pkgs.podman ];
  };
}
