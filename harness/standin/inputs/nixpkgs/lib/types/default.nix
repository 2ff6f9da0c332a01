# The types of options.
{ lib }:
builtins.foldl' (all: file: all // import file { inherit lib; }) { } [
  ./core.nix
  ./simple.nix
  ./files.nix
  ./collections.nix
  ./choices.nix
  ./submodules.nix
]
