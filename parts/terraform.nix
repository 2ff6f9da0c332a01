# The Hetzner servers as Terraform resources, by terranix, for OpenTofu: every host of the list that has a `hetzner` entry.
{ inputs, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };
  servers = mxmlib.hostsWith "hetzner" (import ../infrastructure);
in
{
  imports = [ inputs.terranix.flakeModule ];

  perSystem =
    { pkgs, ... }:
    {
      terranix.exportDevShells = false;
      terranix.terranixConfigurations.hetzner = {
        terraformWrapper.package = pkgs.opentofu.withPlugins (plugins: [ plugins.hetznercloud_hcloud ]);
        extraArgs = { inherit servers; };
        modules = [ ../shared/terraform/hetzner.nix ];
      };
    };
}
