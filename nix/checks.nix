/**
  The checks of a flake: `mxmcheck lint` on its source, and for each accepted snapshot whether its host still has the
  recorded values. Hosts are compared while the checks are evaluated, because a build may not start Nix.

  # Inputs

  `pkgs`
  : packages of the system that the checks are built on

  `self`
  : the flake that is checked

  `mxmcheck`
  : the package; null leaves the check of the source out

  `snapshots`
  : the folder of the accepted snapshots

  `arguments`
  : further words of `mxmcheck lint`
*/
{
  pkgs,
  self,
  mxmcheck,
  snapshots ? self + "/snapshots",
  arguments ? [ ],
}:
let
  inherit (pkgs) lib;
  differences = import ./snapshot.nix { inherit lib; };

  kinds = {
    nixos = "nixosConfigurations";
    darwin = "darwinConfigurations";
    home = "homeConfigurations";
  };

  # The snapshots of one kind of hosts, by the name of the host.
  accepted =
    kind:
    let
      folder = snapshots + "/${kind}";
      files = lib.optionalAttrs (builtins.pathExists folder) (builtins.readDir folder);
    in
    map (name: {
      inherit kind;
      name = lib.removeSuffix ".snap" name;
      text = builtins.readFile (folder + "/${name}");
    }) (lib.filter (lib.hasSuffix ".snap") (lib.attrNames files));

  comparison =
    host:
    let
      outputs = self.${kinds.${host.kind}} or { };
      found =
        if outputs ? ${host.name} then
          differences {
            inherit (host) text;
            inherit (outputs.${host.name}) config;
            root = toString self;
          }
        else
          [ "there is no such host; mxmcheck snapshot removes the file" ];
    in
    lib.nameValuePair "snapshot-${host.name}" (
      if found == [ ] then
        pkgs.runCommand "snapshot-${host.name}" { } "touch $out"
      else
        throw "${host.name} is not what was accepted:\n  ${lib.concatStringsSep "\n  " found}\nmxmcheck snapshot ${host.name} accepts it"
    );

  lint = pkgs.runCommand "mxmcheck-lint" { nativeBuildInputs = [ mxmcheck ]; } ''
    mxmcheck lint -C ${self} ${lib.escapeShellArgs arguments}
    touch $out
  '';
in
lib.listToAttrs (map comparison (lib.concatMap accepted (lib.attrNames kinds)))
// lib.optionalAttrs (mxmcheck != null) { inherit lint; }
