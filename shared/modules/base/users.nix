# People and service accounts. The list is written once, in infrastructure/users.nix; a host says who of them it has.
# Groups, passwords and home folders differ per platform: platforms/*/users.nix.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.base.users;
  accounts = import ../../lib/present.nix { inherit lib; } cfg.present cfg.accounts;

  # What a deploy key may: run commands from where it is used, and pass through to the machines behind this one.
  deployKey =
    { key, from }:
    lib.concatStringsSep "," (
      [ "restrict" ]
      ++ lib.optional (cfg.forwardTo != [ ]) "port-forwarding"
      ++ map (address: "permitopen=\"${address}\"") cfg.forwardTo
      ++ [ "from=\"${lib.concatStringsSep "," (if cfg.reachedFrom == [ ] then from else cfg.reachedFrom)}\"" ]
    )
    + " ${key}";
  keysOf =
    account:
    account.authorizedKeys
    ++ lib.optional (account.deployKeys ? ${cfg.role}) (deployKey account.deployKeys.${cfg.role});

  unknown = lib.subtractLists (lib.attrNames cfg.accounts) cfg.present;
  shells = { inherit (pkgs) bash fish zsh; };
in
{
  options.mxmlabs.base.users = {
    enable = lib.mkEnableOption "the common users";

    present = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "operator" ];
      description = "The accounts that this machine has, by their names in `accounts`.";
    };

    role = lib.mkOption {
      type = lib.types.str;
      default = "";
      example = "server";
      description = "What the machine is for, as in the host list: of the deploy keys it takes those of its role.";
    };

    reachedFrom = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "10.0.1.4" ];
      description = "Addresses from which alone this machine is reached, in place of those of each deploy key.";
    };

    forwardTo = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "10.0.1.2:22" ];
      description = "Addresses that a deploy key may pass through to, each with its port.";
    };

    accounts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            description = lib.mkOption {
              type = lib.types.str;
              example = "Runs the machines";
              description = "What the account is for.";
            };
            authorizedKeys = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              description = "SSH public keys that may log in.";
            };
            deployKeys = lib.mkOption {
              type = lib.types.attrsOf (
                lib.types.submodule {
                  options = {
                    key = lib.mkOption {
                      type = lib.types.str;
                      description = "The SSH public key.";
                    };
                    from = lib.mkOption {
                      type = lib.types.nonEmptyListOf lib.types.str;
                      example = [ "192.0.2.40" ];
                      description = "Addresses or networks from which it is taken.";
                    };
                  };
                }
              );
              default = { };
              description = "Keys of programs that deploy, by the role of the machines that take them: each runs commands and nothing else, without a terminal.";
            };
            shell = lib.mkOption {
              type = lib.types.enum (lib.attrNames shells);
              default = "bash";
              description = "The login shell.";
            };
            administrator = lib.mkOption {
              type = lib.types.bool;
              default = false;
              description = "Whether the account may become root with sudo.";
            };
            groups = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
              description = "Further groups, on NixOS only: macOS keeps its own.";
            };
            hashedPasswordFile = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "File on the machine that holds the password hash, on NixOS only; without it only SSH keys log in.";
            };
          };
        }
      );
      default = { };
      description = "Every account there is, on whichever machine.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = unknown == [ ];
        message = "mxmlabs.base.users.present names accounts that do not exist: ${lib.concatStringsSep ", " unknown}";
      }
    ];

    users.users = lib.mapAttrs (_: account: {
      inherit (account) description;
      shell = shells.${account.shell};
      openssh.authorizedKeys.keys = keysOf account;
    }) accounts;

    programs.zsh.enable = lib.mkIf (lib.any (account: account.shell == "zsh") (lib.attrValues accounts)) true;
    programs.fish.enable = lib.mkIf (lib.any (account: account.shell == "fish") (lib.attrValues accounts)) true;
  };
}
