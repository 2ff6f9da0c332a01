# mxmcheck itself, and the scripts of shared/packages.
{
  perSystem =
    { config, pkgs, ... }:
    {
      packages = import ../shared/packages { inherit pkgs; } // {
        default = config.packages.mxmcheck;
        mxmcheck = pkgs.callPackage ../nix/package.nix { };
      };
    };
}
