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

  # The name of a host stands in the first line of its snapshot: that of the file is escaped.
  hostOf =
    text:
    let
      header = builtins.match "mxmcheck 1 [^ \n]* host=(\"([^\"\\\\]|\\\\.)*\"|[^ \n]*)[ \n].*" text;
      name = lib.head header;
    in
    if header == null then
      null
    else if lib.hasPrefix "\"" name then
      builtins.fromJSON name
    else
      name;

  # The snapshots of one kind of hosts.
  accepted =
    kind:
    let
      folder = snapshots + "/${kind}";
      files = lib.optionalAttrs (builtins.pathExists folder) (builtins.readDir folder);
    in
    map (
      file:
      let
        text = builtins.readFile (folder + "/${file}");
        name = hostOf text;
      in
      {
        inherit kind text;
        name = if name == null then lib.removeSuffix ".snap" file else name;
      }
    ) (lib.filter (lib.hasSuffix ".snap") (lib.attrNames files));

  hosts = lib.concatMap accepted (lib.attrNames kinds);

  # Hosts of several kinds may have one name.
  checkOf =
    host:
    if lib.length (lib.filter (other: other.name == host.name) hosts) > 1 then
      "snapshot-${host.kind}-${host.name}"
    else
      "snapshot-${host.name}";

  # What a derivation may be called.
  plain =
    text: lib.concatStringsSep "-" (lib.filter lib.isString (builtins.split "[^A-Za-z0-9+._=-]+" text));

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
    lib.nameValuePair (checkOf host) (
      if found == [ ] then
        pkgs.runCommand (plain (checkOf host)) { } "touch $out"
      else
        throw "${host.name} is not what was accepted:\n  ${lib.concatStringsSep "\n  " found}\nmxmcheck snapshot ${lib.escapeShellArg "${host.kind}/${host.name}"} accepts it"
    );

  lint = pkgs.runCommand "mxmcheck-lint" { nativeBuildInputs = [ mxmcheck ]; } ''
    mxmcheck lint -C ${self} ${lib.escapeShellArgs arguments}
    touch $out
  '';
in
lib.listToAttrs (map comparison hosts)
// lib.optionalAttrs (mxmcheck != null) { inherit lint; }
