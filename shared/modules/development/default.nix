# Tools for writing software, on NixOS and on macOS.
{
  imports = [
    ./containers.nix
    ./go.nix
    ./python.nix
  ];
}
