# The macOS halves of the modules in base, development and roles, under the same names.
{
  imports = [
    ./containers.nix
    ./locale.nix
    ./nix-config.nix
    ./security.nix
    ./users.nix
    ./workstation.nix
  ];
}
