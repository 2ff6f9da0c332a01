# The web half of the server role: one list of virtual hosts, served by nginx or by Caddy.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.server.web;

  virtualHost = lib.types.submodule {
    options = {
      aliases = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "www.example.org" ];
        description = "Further names of the same site.";
      };
      root = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "/srv/www/example.org";
        description = "Folder on the machine that holds the site's files; either this or `proxyTo`.";
      };
      proxyTo = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "http://127.0.0.1:8080";
        description = "Address of the application that answers; either this or `root`.";
      };
      tls = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether the site has a certificate from an ACME authority, and plain HTTP leads to it.";
      };
    };
  };

  nginxHost = _: site: {
    serverAliases = site.aliases;
    forceSSL = site.tls;
    enableACME = site.tls;
    root = lib.mkIf (site.root != null) site.root;
    locations."/" = lib.mkIf (site.proxyTo != null) {
      proxyPass = site.proxyTo;
      proxyWebsockets = true;
    };
  };

  # Caddy fetches a certificate for every name that does not start with http://.
  caddyHost =
    name: site:
    let
      address = host: if site.tls then host else "http://${host}";
    in
    lib.nameValuePair (address name) {
      serverAliases = map address site.aliases;
      extraConfig =
        if site.proxyTo != null then
          "reverse_proxy ${site.proxyTo}"
        else
          ''
            root * ${site.root}
            file_server
          '';
    };

  ambiguous = lib.filterAttrs (_: site: (site.root == null) == (site.proxyTo == null)) cfg.virtualHosts;
in
{
  options.mxmlabs.roles.server.web = {
    enable = lib.mkEnableOption "serving web sites";

    server = lib.mkOption {
      type = lib.types.enum [
        "nginx"
        "caddy"
      ];
      default = "nginx";
      description = "Which program answers.";
    };

    email = lib.mkOption {
      type = lib.types.str;
      example = "hostmaster@example.org";
      description = "Where the certificate authority writes to. Setting it accepts the authority's terms.";
    };

    virtualHosts = lib.mkOption {
      type = lib.types.attrsOf virtualHost;
      default = { };
      description = "The sites, by name.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = ambiguous == { };
            message = "mxmlabs.roles.server.web.virtualHosts: set exactly one of root and proxyTo for ${lib.concatStringsSep ", " (lib.attrNames ambiguous)}";
          }
        ];

        networking.firewall.allowedTCPPorts = [
          80
          443
        ];
      }

      (lib.mkIf (cfg.server == "nginx") {
        services.nginx = {
          enable = true;
          enableReload = true;
          recommendedGzipSettings = true;
          recommendedOptimisation = true;
          recommendedProxySettings = true;
          recommendedTlsSettings = true;
          virtualHosts = lib.mapAttrs nginxHost cfg.virtualHosts;
        };

        security.acme = {
          acceptTerms = true;
          defaults.email = cfg.email;
        };
      })

      (lib.mkIf (cfg.server == "caddy") {
        services.caddy = {
          enable = true;
          inherit (cfg) email;
          virtualHosts = lib.mapAttrs' caddyHost cfg.virtualHosts;
        };
      })
    ]
  );
}
