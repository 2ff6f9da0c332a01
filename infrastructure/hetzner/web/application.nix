{
  config,
  lib,
  pkgs,
  ...
}:
{
  mxmlabs.roles.server.applications = {
    enable = true;
    # In the place of a program of your own: this one answers, and knows no page.
    services.app = {
      command = "${lib.getExe pkgs.python3} -m http.server --bind 127.0.0.1 --directory /var/empty 8080";
      environment.DATABASE_HOST = "database";
      environmentFile = config.sops.secrets."app/environment".path;
    };
  };
}
