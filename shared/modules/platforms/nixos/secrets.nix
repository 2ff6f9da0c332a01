# The NixOS half of shared/secrets: the host key that opens the secrets exists, even where nobody logs in over SSH.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.secrets;
in
{
  config = lib.mkIf cfg.enable {
    services.openssh.generateHostKeys = true;
  };
}
