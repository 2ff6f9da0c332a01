# nixosConfigurations, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };

  configuration =
    name: host:
    inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { inherit inputs; };
      modules = [
        inputs.disko.nixosModules.disko
        inputs.home-manager.nixosModules.home-manager
        inputs.sops-nix.nixosModules.sops
        ../shared/modules/nixos.nix
        ../infrastructure/users.nix
        host.path
        {
          # Without it, findings about these two could not name a file.
          _file = ./nixos-configurations.nix;
          networking.hostName = name;
          nixpkgs.hostPlatform = host.system;
        }
      ];
    };
in
{
  flake.nixosConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "nixos" (import ../infrastructure)
  );
}
