# What a NixOS machine can be. macOS takes roles/workstation.nix alone.
{
  imports = [
    ./hypervisor.nix
    ./server.nix
    ./workstation.nix
  ];
}
