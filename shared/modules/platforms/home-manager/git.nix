# git: who commits, and how it is signed.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.git;
in
{
  options.mxmlabs.platforms.home-manager.git = {
    enable = lib.mkEnableOption "git";

    name = lib.mkOption {
      type = lib.types.str;
      example = "Developer";
      description = "Author of the commits.";
    };

    email = lib.mkOption {
      type = lib.types.str;
      example = "developer@example.org";
      description = "Address of the author.";
    };

    signingKey = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "~/.ssh/id_ed25519.pub";
      description = "SSH key that signs every commit; null leaves them unsigned.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.git = {
      enable = true;
      lfs.enable = true;
      settings = {
        user = { inherit (cfg) name email; };
        init.defaultBranch = "main";
        pull.rebase = true;
        push.autoSetupRemote = true;
      };
      signing = lib.mkIf (cfg.signingKey != null) {
        key = cfg.signingKey;
        format = "ssh";
        signByDefault = true;
      };
    };
  };
}
