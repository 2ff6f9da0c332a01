# The hypervisor in the rack: its guests are on the office network by a bridge.
{
  imports = [
    ./disk.nix
    ./guests.nix
    ./hardware.nix
  ];

  mxmlabs.roles.hypervisor = {
    enable = true;
    administrators = [ "operator" ];
    bridges.br0.uplink = "enp1s0";
  };

  mxmlabs.base.locale.timeZone = "Europe/Berlin";
  mxmlabs.platforms.nixos.boot.enable = true;

  system.stateVersion = "26.05";
}
