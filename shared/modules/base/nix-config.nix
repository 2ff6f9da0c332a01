# Nix itself: features, binary caches, who is trusted, and cleaning up.
# When the cleaning runs is spelled differently on each platform: platforms/*/nix-config.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.nix-config;
in
{
  options.mxmlabs.base.nix-config = {
    enable = lib.mkEnableOption "the common Nix settings";

    trustedUsers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "root" ];
      example = [
        "root"
        "deploy"
      ];
      description = "Users and `@groups` that may change the settings of the Nix daemon, which is as good as being root.";
    };

    caches = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            url = lib.mkOption {
              type = lib.types.str;
              example = "https://cache.example.org";
              description = "Where the cache is.";
            };
            publicKey = lib.mkOption {
              type = lib.types.str;
              example = "cache.example.org-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
              description = "The key that signs what the cache holds.";
            };
          };
        }
      );
      default = [ ];
      description = "Binary caches to ask beside the one of the NixOS project.";
    };

    garbageCollection = {
      enable = lib.mkEnableOption "removing old generations on a schedule";

      frequency = lib.mkOption {
        type = lib.types.enum [
          "daily"
          "weekly"
          "monthly"
        ];
        default = "weekly";
        description = "How often the store is collected and optimised.";
      };

      keepDays = lib.mkOption {
        type = lib.types.ints.positive;
        default = 14;
        description = "Generations younger than this many days are kept.";
      };
    };

    optimise.enable = lib.mkEnableOption "hard-linking equal files in the store, on the schedule of the collection";
  };

  config = lib.mkIf cfg.enable {
    nix.settings = {
      experimental-features = [
        "nix-command"
        "flakes"
      ];
      trusted-users = cfg.trustedUsers;
      substituters = map (cache: cache.url) cfg.caches;
      trusted-public-keys = map (cache: cache.publicKey) cfg.caches;
    };

    nix.gc = {
      automatic = cfg.garbageCollection.enable;
      options = "--delete-older-than ${toString cfg.garbageCollection.keepDays}d";
    };

    nix.optimise.automatic = cfg.optimise.enable;
  };
}
