# Applications behind the web server: each is a service with a user of its own, which starts again when it ends.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.server.applications;

  application = lib.types.submodule {
    options = {
      command = lib.mkOption {
        type = lib.types.str;
        example = lib.literalExpression ''"''${inputs.shop.packages.''${pkgs.stdenv.hostPlatform.system}.default}/bin/shop --listen 127.0.0.1:8080"'';
        description = "The program, by its full path, with its arguments. It listens on this machine's own address: nginx answers for it outside.";
      };
      environment = lib.mkOption {
        type = lib.types.attrsOf lib.types.str;
        default = { };
        example = {
          DATABASE_HOST = "database";
        };
        description = "Variables that are no secrets: everybody on the machine may read them.";
      };
      environmentFile = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "/run/secrets/app/environment";
        description = "File on the machine with the variables that are secrets, one NAME=VALUE a line; null where it has none.";
      };
    };
  };

  service =
    name: app:
    lib.nameValuePair "application-${name}" {
      description = "The application ${name}";
      wantedBy = [ "multi-user.target" ];
      wants = [ "network-online.target" ];
      after = [ "network-online.target" ];
      inherit (app) environment;
      serviceConfig = {
        ExecStart = app.command;
        EnvironmentFile = lib.mkIf (app.environmentFile != null) app.environmentFile;
        # A user that exists while it runs, and whose one folder is below /var/lib.
        DynamicUser = true;
        StateDirectory = name;
        Restart = "always";
        RestartSec = 5;
        NoNewPrivileges = true;
        PrivateDevices = true;
        ProtectHome = true;
        ProtectSystem = "strict";
      };
    };
in
{
  options.mxmlabs.roles.server.applications = {
    enable = lib.mkEnableOption "applications as services";

    services = lib.mkOption {
      type = lib.types.attrsOf application;
      default = { };
      description = "The applications, by name.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services = lib.mapAttrs' service cfg.services;
    # /var/lib/NAME is a link to it, and a backup follows no links.
    mxmlabs.roles.server.backup.paths = map (name: "/var/lib/private/${name}") (lib.attrNames cfg.services);
  };
}
