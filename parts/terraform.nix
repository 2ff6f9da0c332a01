# The Hetzner servers as Terraform resources, by terranix, for OpenTofu: every host of the list that has a `hetzner` entry.
# `nix eval --json .#terraform.hetzner` shows what `nix run .#hetzner` applies.
{
  config,
  inputs,
  lib,
  ...
}:
let
  mxmlib = import ../shared/lib { inherit lib; };
  inherit (config.fleet) network;

  configuration = {
    modules = [ ../shared/terraform/hetzner.nix ];
    extraArgs = {
      inherit (network) private state;
      # By the names that they were ordered under, which are those of their resources.
      servers = lib.mapAttrs' (
        name: host:
        lib.nameValuePair host.hetzner.orderedAs (
          host
          // {
            inherit name;
            fqdn = mxmlib.fqdn network.domain name;
          }
        )
      ) (mxmlib.hostsWith "hetzner" config.fleet.hosts);
    };
  };
in
{
  imports = [ inputs.terranix.flakeModule ];

  # Terraform's JSON is the same on every system; one has to be named.
  flake.terraform.hetzner =
    (inputs.terranix.lib.evalTerranixConfiguration (configuration // { system = "x86_64-linux"; })).config;

  perSystem =
    { pkgs, ... }:
    {
      terranix.exportDevShells = false;
      terranix.terranixConfigurations.hetzner = configuration // {
        terraformWrapper.package = pkgs.opentofu.withPlugins (plugins: [ plugins.hetznercloud_hcloud ]);
      };
    };
}
