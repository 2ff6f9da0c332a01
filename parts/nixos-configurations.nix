# nixosConfigurations, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };
  network = import ../infrastructure/network.nix;

  configuration =
    name: host:
    inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { inherit inputs; };
      modules = [
        inputs.disko.nixosModules.disko
        inputs.home-manager.nixosModules.home-manager
        inputs.sops-nix.nixosModules.sops
        ../shared/modules/nixos.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        host.path
        {
          # Without it, findings about these could not name a file.
          _file = ./nixos-configurations.nix;
          networking.hostName = name;
          networking.domain = network.domain;
          nixpkgs.hostPlatform = host.system;
          mxmlabs.platforms.nixos.hetzner-cloud = lib.mkIf (host ? hetzner) {
            # What is ordered there runs there: without the module it would have no disk, boot loader or network.
            enable = true;
            ipv6Address = "${host.address.ipv6}/64";
            privateNetwork.enable = host.hetzner ? privateAddress;
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
