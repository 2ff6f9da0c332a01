# nixosConfigurations, mapped from the host list.
{
  config,
  inputs,
  lib,
  ...
}:
let
  mxmlib = import ../shared/lib { inherit lib; };
  inherit (config.fleet) network;

  # Names and folders come from the plain list, where a reader that evaluates nothing finds them; all else from the one
  # that parts/fleet.nix checked.
  configuration =
    name: entry:
    let
      host = config.fleet.hosts.${name};
    in
    inputs.nixpkgs.lib.nixosSystem {
      specialArgs = {
        inherit inputs;
        inherit (config) fleet;
      };
      modules = [
        inputs.disko.nixosModules.disko
        inputs.home-manager.nixosModules.home-manager
        inputs.sops-nix.nixosModules.sops
        ../shared/modules/nixos.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        entry.path
        {
          # Without it, findings about these could not name a file.
          _file = ./nixos-configurations.nix;
          networking.hostName = name;
          networking.domain = network.domain;
          nixpkgs.hostPlatform = host.system;
          mxmlabs.platforms.nixos.hetzner-cloud = lib.mkIf (host.hetzner != null) {
            # What is ordered there runs there: without the module it would have no disk, boot loader or network.
            enable = true;
            ipv6Address = "${mxmlib.known name host "ipv6"}/64";
            privateNetwork.enable = host.hetzner.privateAddress != null;
          };
        }
      ];
    };
in
{
  flake.nixosConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "nixos" (import ../infrastructure)
  );
}
