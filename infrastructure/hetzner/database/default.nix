# The database server: PostgreSQL for the application on the web server.
{
  imports = [ ./hardware.nix ];

  mxmlabs.roles.server = {
    enable = true;
    database = {
      enable = true;
      version = "18";
      memory = 3072;
      databases.app.clients = [ "192.0.2.0/24" ];
      backup.enable = true;
    };
  };

  system.stateVersion = "26.05";
}
