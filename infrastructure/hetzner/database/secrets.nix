{ config, ... }:
{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  # For the console of the provider: the way in when SSH fails.
  mxmlabs.platforms.nixos.security.console.passwordFile = config.sops.secrets."root/password".path;

  sops.secrets = {
    "root/password".neededForUsers = true;
    "app/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
    "report/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
  };
}
