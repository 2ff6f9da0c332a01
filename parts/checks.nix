# `nix flake check`: the rules hold, and the deploy nodes have the shape that deploy-rs reads.
{
  inputs,
  lib,
  self,
  ...
}:
let
  hosts = import ../infrastructure;
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
      checks = {
        lint = pkgs.runCommand "mxmcheck-lint" { nativeBuildInputs = [ config.packages.mxmcheck ]; } ''
          mxmcheck lint -C ${self}
          touch $out
        '';

        # deploy-rs has a second check that builds every profile; `nix build` of a configuration does that too.
        inherit (inputs.deploy-rs.lib.${system}.deployChecks { nodes = nodesOf system; }) deploy-schema;
      };
    };
}
