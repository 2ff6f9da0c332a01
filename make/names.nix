# The names that lib has, one a line with "lib." before each: its own, and those of the sets of functions in it.
{ lib }:
let
  sets = [
    "asserts" "attrsets" "cli" "customisation" "debug" "derivations" "fetchers" "fileset" "filesystem" "fixedPoints" "generators"
    "gvariant" "hydraJob" "kernel" "licenses" "lists" "meta" "modules" "network" "options" "path" "platforms" "sourceTypes"
    "sources" "strings" "systems" "trivial" "types" "versions"
  ];
  nested = { "types.ints" = lib.types.ints or { }; "types.numbers" = lib.types.numbers or { }; };
  of = prefix: set: map (name: prefix + name) (builtins.attrNames set);
  parts = builtins.filter (name: builtins.isAttrs (lib.${name} or null)) sets;
in
builtins.concatStringsSep "\n" (
  of "lib." lib
  ++ builtins.concatLists (map (name: of "lib.${name}." lib.${name}) parts)
  ++ builtins.concatLists (map (name: of "lib.${name}." nested.${name}) (builtins.attrNames nested))
)
