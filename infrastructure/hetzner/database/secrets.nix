{ config, ... }:
{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  # For the console of the provider: the way in when SSH fails.
  mxmlabs.platforms.nixos.security.console.passwordFile = config.sops.secrets."root/password".path;

  mxmlabs.roles.server.backup = {
    enable = true;
    repositoryFile = config.sops.secrets."backup/repository".path;
    passwordFile = config.sops.secrets."backup/password".path;
    # The keys of the bucket.
    environmentFile = config.sops.secrets."backup/environment".path;
  };

  sops.secrets = {
    "root/password".neededForUsers = true;
    "app/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
    "backup/environment" = { };
    "backup/password" = { };
    "backup/repository" = { };
    "report/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
  };
}
