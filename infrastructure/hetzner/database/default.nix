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
        clients = [ "192.0.2.0/24" ];
        passwordFile = config.sops.secrets."app/password".path;
      };
      backup.enable = true;
    };
  };

  system.stateVersion = "26.05";
}
