# Who gets in, and what they may do once inside. The daemons are configured by platforms/*/security.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.security;
in
{
  options.mxmlabs.base.security = {
    enable = lib.mkEnableOption "the common security settings";

    ssh = {
      enable = lib.mkEnableOption "logging in over SSH, with keys only";

      allowUsers = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "operator" ];
        description = "Accounts that may log in over SSH; empty means every account that has a key.";
      };
    };

    sudo.passwordless = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "deploy" ];
      description = "Accounts that become root without a password. deploy-rs needs one.";
    };

    firewall.enable = lib.mkEnableOption "the firewall, closed unless a module opens a port";

    updates = {
      enable = lib.mkEnableOption "installing updates without being asked";

      flake = lib.mkOption {
        type = lib.types.str;
        example = "git+https://git.example.org/infrastructure";
        description = "The flake that a NixOS machine rebuilds itself from; macOS takes its own updates.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    services.openssh.enable = cfg.ssh.enable;
  };
}
