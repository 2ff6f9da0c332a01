{ config, ... }:
{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  mxmlabs.roles.server.backup = {
    enable = true;
    repositoryFile = config.sops.secrets."backup/repository".path;
    passwordFile = config.sops.secrets."backup/password".path;
  };

  sops.secrets = {
    "root/password".neededForUsers = true;
    # Whoever runs the service reads it, before it becomes the user of the application.
    "app/environment".restartUnits = [ "application-app.service" ];
    "backup/password" = { };
    "backup/repository" = { };
  };

  # For the console of the provider: the way in when SSH fails.
  mxmlabs.platforms.nixos.security.console.passwordFile = config.sops.secrets."root/password".path;
}
