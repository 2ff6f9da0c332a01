# What nixosSystem calls; it may be called by itself.
{ system ? builtins.currentSystem, ... }@given:
(import ../../nixos.nix { lib = import ../../lib; }).system (given // { inherit system; })
