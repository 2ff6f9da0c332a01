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
        clients = [ "10.0.1.0/24" ];
        passwordFile = config.sops.secrets."app/password".path;
      };
      users.report = {
        databases = [ "app" ];
        roles = [ "pg_read_all_data" ];
        clients = [ "10.0.1.0/24" ];
        passwordFile = config.sops.secrets."report/password".path;
      };
      backup.enable = true;
    };
  };

  system.stateVersion = "26.05";
}
