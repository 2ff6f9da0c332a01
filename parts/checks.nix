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
  differences = import ../shared/lib/snapshot.nix { inherit lib; };
  nodesOf = system: lib.filterAttrs (name: _: hosts.${name}.system == system) self.deploy.nodes;

  comparison =
    pkgs: name: host:
    let
      found = differences {
        text = lib.readFile (../snapshots + "/${host.kind}/${name}.snap");
        inherit (self."${host.kind}Configurations".${name}) config;
        namespace = "mxmlabs";
        root = self.outPath;
      };
    in
    lib.nameValuePair "snapshot-${name}" (
      if found == [ ] then
        pkgs.runCommand "snapshot-${name}" { } "touch $out"
      else
        throw "${name} is not what was accepted:\n  ${lib.concatStringsSep "\n  " found}\nnix run . -- snapshot ${name} accepts it"
    );
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
      checks = lib.mapAttrs' (comparison pkgs) hosts // {
        lint = pkgs.runCommand "mxmcheck-lint" { nativeBuildInputs = [ config.packages.mxmcheck ]; } ''
          mxmcheck lint -C ${self}
          touch $out
        '';

        # deploy-rs has a second check that builds every profile; `nix build` of a configuration does that too.
        inherit (inputs.deploy-rs.lib.${system}.deployChecks { nodes = nodesOf system; }) deploy-schema;
      };
    };
}
