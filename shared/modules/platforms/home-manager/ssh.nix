# The SSH client: which hosts it knows, and an agent that keeps the key.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.ssh;
in
{
  options.mxmlabs.platforms.home-manager.ssh = {
    enable = lib.mkEnableOption "the SSH client";

    identityFile = lib.mkOption {
      type = lib.types.str;
      default = "~/.ssh/id_ed25519";
      description = "The private key to log in with.";
    };

    hosts = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            address = lib.mkOption {
              type = lib.types.str;
              example = "192.0.2.10";
              description = "Name or address to connect to.";
            };
            user = lib.mkOption {
              type = lib.types.str;
              default = "operator";
              description = "Account to log in as.";
            };
          };
        }
      );
      default = { };
      description = "Short names for machines.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.ssh = {
      enable = true;
      enableDefaultConfig = false;
      settings = {
        "*" = {
          IdentityFile = cfg.identityFile;
          AddKeysToAgent = "yes";
          ForwardAgent = "no";
        };
      }
      // lib.mapAttrs (_: host: {
        HostName = host.address;
        User = host.user;
      }) cfg.hosts;
    };
  };
}
