# The database half of the server role: PostgreSQL, its databases and users, backups, and memory settings.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.roles.server.database;
  packages = {
    "17" = pkgs.postgresql_17;
    "18" = pkgs.postgresql_18;
  };

  # The starting points of the PostgreSQL manual, chapter "Resource Consumption": a quarter of the memory
  # for shared buffers, and a plan that may count on three quarters of it being cached.
  tuning = {
    shared_buffers = "${toString (cfg.memory / 4)}MB";
    effective_cache_size = "${toString (cfg.memory * 3 / 4)}MB";
    maintenance_work_mem = "${toString (lib.min 2048 (cfg.memory / 16))}MB";
    work_mem = "${toString (lib.max 4 (cfg.memory / 4 / cfg.maxConnections))}MB";
  };

  remoteAccess = lib.concatLists (
    lib.mapAttrsToList (
      name: database: map (network: "host ${name} ${name} ${network} scram-sha-256") database.clients
    ) cfg.databases
  );

  withPassword = lib.filterAttrs (_: database: database.passwordFile != null) cfg.databases;
  unreachable = lib.filterAttrs (
    _: database: database.clients != [ ] && database.passwordFile == null
  ) cfg.databases;

  # psql reads the file itself, so that the password is in no argument list and not in the store.
  setPassword = name: database: ''
    psql --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
    \set password `cat ${database.passwordFile}`
    ALTER ROLE "${name}" WITH PASSWORD :'password';
    SQL
  '';
in
{
  options.mxmlabs.roles.server.database = {
    enable = lib.mkEnableOption "serving PostgreSQL databases";

    version = lib.mkOption {
      type = lib.types.enum (lib.attrNames packages);
      default = "17";
      description = "Major version. Changing it needs a dump and a restore.";
    };

    memory = lib.mkOption {
      type = lib.types.ints.positive;
      default = 1024;
      example = 4096;
      description = "Memory that PostgreSQL may plan with, in MiB; its buffers and caches are sized from it.";
    };

    maxConnections = lib.mkOption {
      type = lib.types.ints.positive;
      default = 100;
      description = "Clients that may be connected at once.";
    };

    databases = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            clients = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "192.0.2.0/24" ];
              description = "Networks from which the owner may connect with a password; empty means this machine only.";
            };
            passwordFile = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "/run/secrets/app/password";
              description = "File on the machine, readable by postgres, that holds the owner's password.";
            };
          };
        }
      );
      default = { };
      description = "Databases by name; each is owned by a user of the same name.";
    };

    backup = {
      enable = lib.mkEnableOption "dumping every database on a schedule";

      schedule = lib.mkOption {
        type = lib.types.str;
        default = "*-*-* 01:15:00";
        description = "When to dump, as a systemd calendar expression.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = unreachable == { };
        message = "mxmlabs.roles.server.database.databases: clients need a passwordFile for ${lib.concatStringsSep ", " (lib.attrNames unreachable)}";
      }
    ];

    services.postgresql = {
      enable = true;
      package = packages.${cfg.version};
      enableTCPIP = remoteAccess != [ ];
      ensureDatabases = lib.attrNames cfg.databases;
      ensureUsers = map (name: {
        inherit name;
        ensureDBOwnership = true;
      }) (lib.attrNames cfg.databases);
      authentication = lib.concatStringsSep "\n" remoteAccess;
      settings = tuning // {
        max_connections = cfg.maxConnections;
      };
    };

    services.postgresqlBackup = lib.mkIf cfg.backup.enable {
      enable = true;
      databases = lib.attrNames cfg.databases;
      startAt = cfg.backup.schedule;
    };

    systemd.services.postgresql-passwords = lib.mkIf (withPassword != { }) {
      description = "passwords of the database owners";
      after = [
        "postgresql.service"
        "postgresql.target"
      ];
      requires = [ "postgresql.service" ];
      wantedBy = [ "multi-user.target" ];
      path = [ packages.${cfg.version} ];
      script = lib.concatStrings (lib.mapAttrsToList setPassword withPassword);
      serviceConfig = {
        Type = "oneshot";
        User = "postgres";
        RemainAfterExit = true;
      };
    };

    networking.firewall.allowedTCPPorts = lib.mkIf (remoteAccess != [ ]) [ 5432 ];
  };
}
