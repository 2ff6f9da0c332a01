# The web server: static pages and, behind it, the application.
{
  imports = [
    ./application.nix
    ./secrets.nix
  ];

  mxmlabs.roles.server = {
    enable = true;
    web = {
      enable = true;
      email = "hostmaster@example.org";
      publisher = "deploy";
      virtualHosts = {
        "example.org" = {
          aliases = [ "www.example.org" ];
          root = "/srv/www/example.org";
        };
        "app.example.org".proxyTo = "http://127.0.0.1:8080";
      };
    };
  };

  mxmlabs.base.security.sudo.passwordless = [
    "deploy"
    "operator"
  ];

  system.stateVersion = "26.05";
}
