# homeConfigurations: the homes on machines that this repository does not manage, mapped from the host list.
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
    inputs.home-manager.lib.homeManagerConfiguration {
      pkgs = inputs.nixpkgs.legacyPackages.${host.system};
      modules = [
        inputs.sops-nix.homeManagerModules.sops
        ../shared/modules/home.nix
        entry.path
      ];
    };
in
{
  imports = [ inputs.home-manager.flakeModules.home-manager ];

  flake.homeConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "home" (import ../infrastructure)
  );
}
