# Root's password, for the console of the provider: the way in when SSH fails.
{ config, ... }:
{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  sops.secrets."root/password".neededForUsers = true;
  mxmlabs.platforms.nixos.security.console.passwordFile = config.sops.secrets."root/password".path;
}
