# `nix flake check`: the rules hold, every host is what was accepted, and the deploy nodes have the shape that
# deploy-rs reads. Hosts are compared while this is evaluated: a build may not start Nix.
{
  config,
  inputs,
  lib,
  self,
  ...
}:
let
  inherit (config.fleet) hosts;
  nodesOf = system: lib.filterAttrs (name: _: hosts.${name}.system == system) self.deploy.nodes;
in
{
  perSystem =
    {
      config,
      pkgs,
      system,
      ...
    }:
    {
      checks = import ../nix/checks.nix {
        inherit pkgs self;
        inherit (config.packages) mxmcheck;
      } // {
        # deploy-rs has a second check that builds every profile; `nix build` of a configuration does that too.
        inherit (inputs.deploy-rs.lib.${system}.deployChecks { nodes = nodesOf system; }) deploy-schema;
      };
    };
}
