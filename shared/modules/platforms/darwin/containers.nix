# The macOS half of development/containers.nix: Podman, whose virtual machine its user starts.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.platforms.darwin.containers;
  base = config.mxmlabs.development.containers;
in
{
  options.mxmlabs.platforms.darwin.containers.enable =
    lib.mkEnableOption "the container engine as a command"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.development.containers.enable";
    };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = base.engine == "podman";
        message = "mxmlabs.development.containers.engine: macOS has podman only, not ${base.engine}";
      }
    ];

    environment.systemPackages = [ pkgs.podman ];
  };
}
