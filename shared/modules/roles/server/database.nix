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

  # A database is owned by a user of its name, who may have a network and a password; `users` are further ones.
  owners = lib.mapAttrs (name: database: {
    inherit (database) clients passwordFile;
    databases = [ name ];
    roles = [ ];
  }) cfg.databases;
  users = cfg.users // owners;

  network = config.mxmlabs.platforms.nixos.private-network;
  networkOf = client: if network.peers ? ${client} then "${network.peers.${client}}/32" else client;
  accessOf =
    name: user:
    lib.concatMap (
      database:
      map (client: "host ${database} ${name} ${networkOf client} scram-sha-256") user.clients
    ) user.databases;
  remoteAccess = lib.concatLists (lib.mapAttrsToList accessOf users);

  # What leaves the site is the dumps: the files of a database that runs are of no use without it.
  dumps = "/var/backup/postgresql";

  withPassword = lib.filterAttrs (_: user: user.passwordFile != null) users;
  withRoles = lib.filterAttrs (_: user: user.roles != [ ]) users;

  unreachable = lib.filterAttrs (_: user: user.clients != [ ] && user.passwordFile == null) users;
  twice = lib.intersectLists (lib.attrNames cfg.users) (lib.attrNames cfg.databases);
  lost = lib.filterAttrs (
    _: user: lib.subtractLists (lib.attrNames cfg.databases) user.databases != [ ]
  ) users;
  named = lib.concatStringsSep ", ";

  # psql reads the file itself, so that the password is in no argument list and not in the store. It would take a file
  # that is not there for an empty password, and clear the old one.
  setPassword = name: user: ''
    [ -s ${user.passwordFile} ] || { echo "${user.passwordFile} holds no password for ${name}" >&2; exit 1; }
    psql --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
    \set password `cat ${user.passwordFile}`
    ALTER ROLE "${name}" WITH PASSWORD :'password';
    SQL
  '';

  grantRoles = name: user: ''
    psql --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
    GRANT ${named user.roles} TO "${name}";
    SQL
  '';

  afterStart = description: script: {
    inherit description script;
    # The target is reached when the databases and users are there.
    after = [ "postgresql.target" ];
    requires = [ "postgresql.target" ];
    wantedBy = [ "multi-user.target" ];
    path = [ packages.${cfg.version} ];
    serviceConfig = {
      Type = "oneshot";
      User = "postgres";
      RemainAfterExit = true;
    };
  };
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
              example = [ "web" ];
              description = "Machines of the private network by name, or networks, from which the owner may connect with a password; empty means this machine only.";
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

    users = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            databases = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "app" ];
              description = "Databases that the user may connect to from `clients`, by their names in `databases`.";
            };
            roles = lib.mkOption {
              type = lib.types.listOf (
                lib.types.enum [
                  "pg_monitor"
                  "pg_read_all_data"
                  "pg_write_all_data"
                ]
              );
              default = [ ];
              example = [ "pg_read_all_data" ];
              description = "What the user may do, as roles that PostgreSQL brings. One that is taken off this list stays granted until it is revoked by hand.";
            };
            clients = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              example = [ "web" ];
              description = "Machines of the private network by name, or networks, from which the user may connect with a password; empty means this machine only.";
            };
            passwordFile = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              example = "/run/secrets/report/password";
              description = "File on the machine, readable by postgres, that holds the user's password.";
            };
          };
        }
      );
      default = { };
      description = "Users beside the owners of the databases, by name.";
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
        message = "mxmlabs.roles.server.database: clients need a passwordFile for ${named (lib.attrNames unreachable)}";
      }
      {
        assertion = remoteAccess != [ ] -> network.enable;
        message = "mxmlabs.roles.server.database: clients on other machines need the private network";
      }
      {
        assertion = twice == [ ];
        message = "mxmlabs.roles.server.database.users: ${named twice} is the owner of a database, and described there";
      }
      {
        assertion = lost == { };
        message = "mxmlabs.roles.server.database.users: databases that do not exist, of ${named (lib.attrNames lost)}";
      }
    ];

    services.postgresql = {
      enable = true;
      package = packages.${cfg.version};
      ensureDatabases = lib.attrNames cfg.databases;
      ensureUsers =
        map (name: {
          inherit name;
          ensureDBOwnership = true;
        }) (lib.attrNames cfg.databases)
        ++ map (name: { inherit name; }) (lib.attrNames cfg.users);
      authentication = lib.concatStringsSep "\n" remoteAccess;
      settings =
        tuning
        // {
          max_connections = cfg.maxConnections;
        }
        // lib.optionalAttrs (remoteAccess != [ ]) {
          # NixOS knows this machine alone, or every network card.
          listen_addresses = lib.mkForce "localhost,${network.peers.${config.networking.hostName}}";
        };
    };

    services.postgresqlBackup = lib.mkIf cfg.backup.enable {
      enable = true;
      databases = lib.attrNames cfg.databases;
      startAt = cfg.backup.schedule;
      location = dumps;
    };
    mxmlabs.roles.server.backup.paths = lib.mkIf cfg.backup.enable [ dumps ];

    systemd.services.postgresql-passwords = lib.mkIf (withPassword != { }) (
      afterStart "passwords of the database users" (
        lib.concatStrings (lib.mapAttrsToList setPassword withPassword)
      )
    );
    systemd.services.postgresql-roles = lib.mkIf (withRoles != { }) (
      afterStart "roles of the database users" (lib.concatStrings (lib.mapAttrsToList grantRoles withRoles))
    );

    networking.firewall.interfaces = lib.mkIf (remoteAccess != [ ]) (
      lib.genAttrs network.interfaces (_: {
        allowedTCPPorts = [ 5432 ];
      })
    );
  };
}
