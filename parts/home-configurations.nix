# homeConfigurations: the homes on machines that this repository does not manage, mapped from the host list.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };

  configuration =
    _: entry:
    inputs.home-manager.lib.homeManagerConfiguration {
      pkgs = inputs.nixpkgs.legacyPackages.${entry.system};
      modules = [
        inputs.sops-nix.homeManagerModules.sops
        ../shared/modules/home.nix
        (../infrastructure + "/${entry.folder}")
      ];
    };
in
{
  imports = [ inputs.home-manager.flakeModules.home-manager ];

  flake.homeConfigurations = lib.mapAttrs configuration (
    mxmlib.hostsOfKind "home" (import ../infrastructure)
  );
}
