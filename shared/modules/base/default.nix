# What every machine has, on NixOS and on macOS. Nothing here may set an option of one platform only:
# those halves are in platforms/nixos and platforms/darwin, under the same names.
{
  imports = [
    ./homes.nix
    ./locale.nix
    ./nix-config.nix
    ./security.nix
    ./users.nix
  ];
}
