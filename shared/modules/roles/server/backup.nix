# Backups off the site, by restic: encrypted on this machine, kept where the repository is, and read back by `mxm-restore`.
# What is in them, the other modules of the server role say: dumps of databases, folders of sites.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.roles.server.backup;

  restore = pkgs.writeShellApplication {
    name = "mxm-restore";
    runtimeInputs = [
      pkgs.coreutils
      pkgs.restic
    ];
    text = ''
      export RESTIC_REPOSITORY_FILE=${lib.escapeShellArg cfg.repositoryFile}
      export RESTIC_PASSWORD_FILE=${lib.escapeShellArg cfg.passwordFile}
      environment_file=${lib.escapeShellArg (if cfg.environmentFile == null then "" else cfg.environmentFile)}
      host=${lib.escapeShellArg config.networking.hostName}
    ''
    + lib.readFile ./restore.sh;
  };
in
{
  options.mxmlabs.roles.server.backup = {
    enable = lib.mkEnableOption "backups off the site, with the command mxm-restore";

    paths = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "/srv/www/example.org" ];
      description = "Folders that are backed up. The databases' dumps and the folders of the web sites and applications are among them where this machine has any.";
    };

    repositoryFile = lib.mkOption {
      type = lib.types.str;
      example = "/run/secrets/backup/repository";
      description = "File on the machine that says where the repository is, such as rest:https://NAME:PASSWORD@backup.example.org/web. It is made there by the first backup.";
    };

    passwordFile = lib.mkOption {
      type = lib.types.str;
      example = "/run/secrets/backup/password";
      description = "File on the machine with the password that encrypts the repository. Without it nobody reads the backups: keep it somewhere else, too.";
    };

    environmentFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/run/secrets/backup/environment";
      description = "File on the machine with the variables by which the repository's provider is entered, such as AWS_ACCESS_KEY_ID; null where it needs none.";
    };

    schedule = lib.mkOption {
      type = lib.types.str;
      default = "*-*-* 02:30:00";
      description = "When to back up, as a systemd calendar expression: after the databases were dumped. Each machine adds up to half an hour.";
    };

    keep = {
      daily = lib.mkOption {
        type = lib.types.ints.positive;
        default = 14;
        description = "For how many days the last backup of each stays. What nothing keeps is removed after each backup.";
      };
      weekly = lib.mkOption {
        type = lib.types.ints.positive;
        default = 8;
        description = "For how many weeks likewise.";
      };
      monthly = lib.mkOption {
        type = lib.types.ints.positive;
        default = 12;
        description = "For how many months likewise.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.paths != [ ];
        message = "mxmlabs.roles.server.backup.paths is empty: there is nothing to back up";
      }
    ];

    services.restic.backups.offsite = {
      inherit (cfg)
        environmentFile
        passwordFile
        paths
        repositoryFile
        ;
      initialize = true;
      pruneOpts = [
        "--keep-daily ${toString cfg.keep.daily}"
        "--keep-weekly ${toString cfg.keep.weekly}"
        "--keep-monthly ${toString cfg.keep.monthly}"
      ];
      timerConfig = {
        OnCalendar = cfg.schedule;
        # What was missed while the machine was off is made up for, and not by all machines at once.
        Persistent = true;
        RandomizedDelaySec = "30min";
      };
    };

    environment.systemPackages = [ restore ];
  };
}
