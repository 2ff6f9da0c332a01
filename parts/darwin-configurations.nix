# darwinConfigurations, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };

  # Names and folders come from the plain list, where a reader that evaluates nothing finds them; all else from the one
  # that is checked. It is not `config.fleet`: so a host depends on no other part of the flake.
  fleet = (import ../shared/lib/fleet.nix { inherit lib; }).check {
    hosts = import ../infrastructure;
    network = import ../infrastructure/network.nix;
  };

  configuration =
    name: entry:
    let
      host = fleet.hosts.${name};
    in
    inputs.nix-darwin.lib.darwinSystem {
      specialArgs = { inherit inputs; };
      modules = [
        inputs.home-manager.darwinModules.home-manager
        inputs.sops-nix.darwinModules.sops
        ../shared/modules/darwin.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        (../infrastructure + "/${entry.folder}")
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
