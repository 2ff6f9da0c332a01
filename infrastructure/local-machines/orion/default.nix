# The laptop: as the desktop, but smaller, and Python only when a project brings it.
{ config, ... }:
{
  imports = [
    ./disk.nix
    ./hardware.nix
    ./secrets.nix
  ];

  mxmlabs.roles.workstation = {
    enable = true;
    development.containers.enable = true;
    development.go.enable = true;
    development.python.enable = true;
  };

  # The host has the last word over what the role passes on.
  mxmlabs.development.python.enable = false;

  # What is built on the way is run by customers with Docker.
  mxmlabs.development.containers.engine = "docker";

  mxmlabs.base.locale.timeZone = "Europe/Berlin";
  mxmlabs.base.nix-config.garbageCollection.frequency = "monthly";
  mxmlabs.base.users = {
    present = [ "developer" ];
    accounts.developer.hashedPasswordFile = config.sops.secrets."developer/password".path;
  };
  mxmlabs.platforms.nixos.workstation.desktop = "plasma6";

  system.stateVersion = "26.05";
}
