# The NixOS half of shared/secrets: the host key that opens the secrets exists, even where nobody logs in over SSH.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.secrets;
in
{
  options.mxmlabs.platforms.nixos.secrets.enable =
    lib.mkEnableOption "making the host key that opens the secrets"
    // {
      default = config.mxmlabs.secrets.enable;
      defaultText = lib.literalExpression "config.mxmlabs.secrets.enable";
    };

  config = lib.mkIf cfg.enable {
    services.openssh.generateHostKeys = true;
  };
}
