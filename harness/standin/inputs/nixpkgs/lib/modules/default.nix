# The module system, a file for each of its parts.
{ lib }:
builtins.foldl' (all: file: all // import file { inherit lib; }) { } [
  ./properties.nix
  ./merge.nix
  ./declare.nix
  ./tree.nix
  ./load.nix
  ./eval.nix
  ./suggest.nix
  ./free.nix
  ./rename.nix
]
// {
  importApply = file: args: lib.modules.setDefaultModuleLocation file (import file args);
  importJSON = file: { _file = file; config = lib.importJSON file; };
  importTOML = file: { _file = file; config = lib.importTOML file; };
}
