# The desktop in the office.
{ config, ... }:
{
  imports = [
    ./disk.nix
    ./hardware.nix
    ./secrets.nix
  ];

  mxmlabs.roles.workstation = {
    enable = true;
    development.python.enable = true;
    development.go.enable = true;
    development.containers.enable = true;
  };

  mxmlabs.development.go.privateModules = [ "git.example.org/*" ];
  mxmlabs.base.locale.timeZone = "Europe/Berlin";
  mxmlabs.base.users = {
    present = [ "developer" ];
    accounts.developer.hashedPasswordFile = config.sops.secrets."developer/password".path;
  };
  mxmlabs.platforms.nixos.workstation.keyboardLayout = "de";

  home-manager.users.developer.imports = [ ./home.nix ];

  system.stateVersion = "26.05";
}
