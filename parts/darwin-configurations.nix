# darwinConfigurations, mapped from the host list.
{
  config,
  inputs,
  lib,
  ...
}:
let
  mxmlib = import ../shared/lib { inherit lib; };

  # Names and folders come from the plain list, where a reader that evaluates nothing finds them; all else from the one
  # that parts/fleet.nix checked.
  configuration =
    name: entry:
    let
      host = config.fleet.hosts.${name};
    in
    inputs.nix-darwin.lib.darwinSystem {
      specialArgs = {
        inherit inputs;
        inherit (config) fleet;
      };
      modules = [
        inputs.home-manager.darwinModules.home-manager
        inputs.sops-nix.darwinModules.sops
        ../shared/modules/darwin.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        entry.path
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
