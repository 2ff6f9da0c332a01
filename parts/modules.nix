# The modules of shared/, for other flakes. The NixOS ones use options of disko, home-manager and sops-nix, the home ones
# none of any input: whoever imports them imports those modules too.
{
  flake = {
    nixosModules.default = ../shared/modules/nixos.nix;
    darwinModules.default = ../shared/modules/darwin.nix;
    homeModules.default = ../shared/modules/home.nix;
  };
}
