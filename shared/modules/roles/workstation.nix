# A machine that a person sits at. What it needs beyond NixOS and macOS alike is in platforms/*/workstation.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.roles.workstation;
in
{
  options.mxmlabs.roles.workstation = {
    enable = lib.mkEnableOption "the workstation role";

    # The interface for the person: passed on with mkDefault, so that a host's own mxmlabs.development.* wins.
    development = {
      python.enable = lib.mkEnableOption "writing Python here";
      go.enable = lib.mkEnableOption "writing Go here";
      containers.enable = lib.mkEnableOption "running containers here";
    };
  };

  config = lib.mkIf cfg.enable {
    mxmlabs.base = {
      homes.enable = lib.mkDefault true;
      locale.enable = lib.mkDefault true;
      nix-config = {
        enable = lib.mkDefault true;
        garbageCollection.enable = lib.mkDefault true;
        optimise.enable = lib.mkDefault true;
      };
      security = {
        enable = lib.mkDefault true;
        firewall.enable = lib.mkDefault true;
      };
      users.enable = lib.mkDefault true;
    };

    mxmlabs.development = {
      python = {
        enable = lib.mkDefault cfg.development.python.enable;
        lint.enable = lib.mkDefault true;
        test.enable = lib.mkDefault true;
      };
      go = {
        enable = lib.mkDefault cfg.development.go.enable;
        lint.enable = lib.mkDefault true;
      };
      containers = {
        enable = lib.mkDefault cfg.development.containers.enable;
        rootless.enable = lib.mkDefault true;
        prune.enable = lib.mkDefault true;
      };
    };
  };
}
