# The NixOS halves of the modules in base, development and roles, under the same names, and what only NixOS has.
{
  imports = [
    ./boot.nix
    ./containers.nix
    ./disk.nix
    ./hardware.nix
    ./hetzner-cloud.nix
    ./locale.nix
    ./nix-config.nix
    ./private-network.nix
    ./secrets.nix
    ./security.nix
    ./users.nix
    ./workstation.nix
    ./zram.nix
  ];
}
