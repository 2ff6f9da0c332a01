# The database server: PostgreSQL for the application on the web server.
{ config, ... }:
{
  imports = [
    ./hardware.nix
    ./secrets.nix
  ];

  mxmlabs.roles.server = {
    enable = true;
    database = {
      enable = true;
      version = "18";
      memory = 3072;
      databases.app = {
        clients = [ "web" ];
        passwordFile = config.sops.secrets."app/password".path;
      };
      users.report = {
        databases = [ "app" ];
        roles = [ "pg_read_all_data" ];
        clients = [ "web" ];
        passwordFile = config.sops.secrets."report/password".path;
      };
      backup.enable = true;
    };
  };

  mxmlabs.base.security.sudo.passwordless = [
    "deploy"
    "operator"
  ];

  system.stateVersion = "26.05";
}
