# The NixOS half of development/containers.nix: the engine as a service.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.containers;
  base = config.mxmlabs.development.containers;
  prune = {
    enable = base.prune.enable;
    dates = base.prune.frequency;
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
          # The socket runs as root; whoever wants containers without root does not get it.
          dockerSocket.enable = !base.rootless.enable;
          defaultNetwork.settings.dns_enabled = true;
          autoPrune = prune;
        };
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
    ]
  );
}
