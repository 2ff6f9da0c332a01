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
    bridges.br0 = {
      uplink = "enp1s0";
      address = [ "192.0.2.10/24" ];
      gateway = "192.0.2.1";
      nameservers = [ "192.0.2.1" ];
    };
  };

  mxmlabs.base.security.sudo.passwordless = [
    "deploy"
    "operator"
  ];
  mxmlabs.base.locale.timeZone = "Europe/Berlin";
  mxmlabs.platforms.nixos.boot.enable = true;

  system.stateVersion = "26.05";
}
