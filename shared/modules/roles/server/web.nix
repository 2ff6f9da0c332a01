# The web half of the server role: one list of virtual hosts, served by nginx.
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

  roots = lib.filter (root: root != null) (lib.mapAttrsToList (_: site: site.root) cfg.virtualHosts);

  ambiguous = lib.filterAttrs (_: site: (site.root == null) == (site.proxyTo == null)) cfg.virtualHosts;
in
{
  options.mxmlabs.roles.server.web = {
    enable = lib.mkEnableOption "serving web sites";

    email = lib.mkOption {
      type = lib.types.str;
      example = "hostmaster@example.org";
      description = "Where the certificate authority writes to. Setting it accepts the authority's terms.";
    };

    publisher = lib.mkOption {
      type = lib.types.str;
      default = "root";
      example = "deploy";
      description = "Account that may write into the folders of the sites.";
    };

    virtualHosts = lib.mkOption {
      type = lib.types.attrsOf virtualHost;
      default = { };
      description = "The sites, by name.";
    };
  };

  config = lib.mkIf cfg.enable {
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

    # Whose it is says who publishes; a folder that is there keeps what is in it.
    systemd.tmpfiles.rules = map (root: "d ${root} 0755 ${cfg.publisher} root -") roots;
    mxmlabs.roles.server.backup.paths = roots;

    services.nginx = {
      enable = true;
      enableReload = true;
      recommendedGzipSettings = true;
      recommendedOptimisation = true;
      recommendedProxySettings = true;
      recommendedTlsSettings = true;
      virtualHosts = lib.mapAttrs nginxHost cfg.virtualHosts // {
        # Whoever asks for no name, or for one that is not served here, gets no answer: neither a page nor a certificate.
        "_" = {
          default = true;
          rejectSSL = true;
          locations."/".return = "444";
        };
      };
    };

    security.acme = {
      acceptTerms = true;
      defaults.email = cfg.email;
    };
  };
}
