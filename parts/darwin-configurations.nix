# darwinConfigurations, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };

  configuration =
    name: host:
    inputs.nix-darwin.lib.darwinSystem {
      specialArgs = { inherit inputs; };
      modules = [
        inputs.home-manager.darwinModules.home-manager
        inputs.sops-nix.darwinModules.sops
        ../shared/modules/darwin.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        host.path
        {
          _file = ./darwin-configurations.nix;
          networking.hostName = name;
          nixpkgs.hostPlatform = host.system;
        }
      ];
    };
in
{
  imports = [ inputs.nix-darwin.flakeModules.default ];

  flake.darwinConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "darwin" (import ../infrastructure)
  );
}
