# mxmcheck itself, and the scripts of shared/packages.
{ config, lib, ... }:
let
  inherit (config.fleet) hosts;
in
{
  perSystem =
    { config, pkgs, ... }:
    {
      packages = import ../shared/packages { inherit pkgs lib hosts; } // {
        default = config.packages.mxmcheck;
        mxmcheck = pkgs.callPackage ../nix/package.nix { };
      };
    };
}
