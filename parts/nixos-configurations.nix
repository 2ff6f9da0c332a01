# nixosConfigurations, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };

  # Names and folders come from the plain list, where a reader that evaluates nothing finds them; all else from the one
  # that is checked. It is not `config.fleet`: so a host depends on no other part of the flake.
  fleet = (import ../shared/lib/fleet.nix { inherit lib; }).check {
    hosts = import ../infrastructure;
    network = import ../infrastructure/network.nix;
  };
  inherit (fleet) network;
  private = mxmlib.privateAddresses fleet.hosts;

  configuration =
    name: entry:
    let
      host = fleet.hosts.${name};
    in
    inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { inherit inputs; };
      modules = [
        inputs.disko.nixosModules.disko
        inputs.home-manager.nixosModules.home-manager
        inputs.sops-nix.nixosModules.sops
        ../shared/modules/nixos.nix
        ../infrastructure/caches.nix
        ../infrastructure/users.nix
        (../infrastructure + "/${entry.folder}")
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
          };
          mxmlabs.platforms.nixos.private-network = lib.mkIf (private ? ${name}) {
            enable = true;
            peers = private;
            inherit (host) behind;
            guards = lib.attrNames (lib.filterAttrs (_: other: other.behind == name) fleet.hosts);
          };
          mxmlabs.base.users.role = host.role;
          mxmlabs.base.security.updates = {
            enable = lib.mkDefault (mxmlib.upgradeWindow network.upgrades name != null);
            flake = lib.mkDefault network.flake;
          };
          mxmlabs.platforms.nixos.security.updates.window = lib.mkDefault (
            mxmlib.upgradeWindow network.upgrades name
          );
        }
      ];
    };
in
{
  flake.nixosConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "nixos" (import ../infrastructure)
  );
}
