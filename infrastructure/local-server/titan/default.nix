# The hypervisor in the rack: its guests are on the office network by a bridge.
let
  inherit (import ../../default.nix) titan;
  router = "192.0.2.1";
in
{
  imports = [
    ./disk.nix
    ./guests.nix
    ./hardware.nix
  ];

  mxmlabs.roles.hypervisor = {
    enable = true;
    administrators = [ "operator" ];
    bridges = {
      br0 = {
        uplink = "enp1s0";
        # That of the card: the switch of the office lets no other through here.
        macAddress = "02:00:00:00:00:01";
        address = [ "${titan.address.ipv4}/24" ];
        gateway = router;
        nameservers = [ router ];
      };
      # What is tried out is in a network of its own, away from the office and from this machine.
      lab = {
        uplink = "enp1s0";
        vlan = 20;
        guestsOnly = true;
      };
    };
  };

  mxmlabs.base.security.sudo.passwordless = [
    "deploy"
    "operator"
  ];
  mxmlabs.platforms.nixos.boot.enable = true;

  system.stateVersion = "26.05";
}
