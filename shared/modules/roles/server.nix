# A machine that serves: reached over SSH, kept up to date, with nothing that a person at a desk would need.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.server;
in
{
  imports = [
    ./server/applications.nix
    ./server/backup.nix
    ./server/database.nix
    ./server/metrics.nix
    ./server/monitoring.nix
    ./server/web.nix
  ];

  options.mxmlabs.roles.server.enable = lib.mkEnableOption "the server role";

  config = lib.mkIf cfg.enable {
    mxmlabs.platforms.nixos.zram.enable = lib.mkDefault true;
    # Where there is a private network, somebody on it watches.
    mxmlabs.roles.server.metrics.enable = lib.mkDefault config.mxmlabs.platforms.nixos.private-network.enable;

    mxmlabs.base = {
      locale.enable = lib.mkDefault true;
      nix-config = {
        enable = lib.mkDefault true;
        trustedUsers = lib.mkDefault [
          "root"
          "deploy"
        ];
        garbageCollection = {
          enable = lib.mkDefault true;
          frequency = lib.mkDefault "daily";
          keepDays = lib.mkDefault 30;
        };
        optimise.enable = lib.mkDefault true;
      };
      security = {
        enable = lib.mkDefault true;
        firewall.enable = lib.mkDefault true;
        ssh.enable = lib.mkDefault true;
        # deploy-rs becomes root without a password. Nobody else does, unless the host says so.
        sudo.passwordless = lib.mkDefault [ "deploy" ];
      };
      users = {
        enable = lib.mkDefault true;
        present = lib.mkDefault [
          "deploy"
          "operator"
        ];
      };
    };
  };
}
