# The lib that snowfall-lib makes of the lib of nixpkgs, of those of the other inputs by their names, and of lib/ in the repository.
{ inputs, src, snowfall ? { } }:
let
  base = import ./nixpkgs/lib;
  namespace = snowfall.namespace or "internal";
  root = snowfall.root or src;
  files = import ./files.nix { lib = base; inherit src root; };

  libsOf = all: builtins.mapAttrs (_: input: input.lib) (base.filterAttrs (_: input: builtins.isAttrs (input.lib or null)) all);
  without = names: all: removeAttrs all names;
  helpers = files // {
    flake = { without-self = without [ "self" ]; without-src = without [ "src" ]; without-snowfall-inputs = without [ "self" "src" ]; get-libs = libsOf; };
    fp = { compose = f: g: x: f (g x); call = f: x: f x; apply = x: f: f x; };
    attrs = {
      merge-deep = base.foldr base.recursiveUpdate { };
      merge-shallow = base.foldr base.mergeAttrs { };
      # Of packages, and of sets of them.
      merge-shallow-packages = base.foldr (one: merged: one // builtins.mapAttrs (name: value: if base.isDerivation value || !builtins.isAttrs value then value else one.${name} or { } // value) merged) { };
      map-concat-attrs-to-list = f: set: base.flatten (base.mapAttrsToList f set);
    };
    inherit (flake) module package overlay shell system home;
  };

  common = base // libsOf (without [ "self" ] inputs) // { inherit (flake) mkFlake; snowfall = helpers; };
  hosts = common // { ${namespace} = own; };
  # What the files of lib/ give, merged.
  own = helpers.attrs.merge-deep (map ofFile (files.fs.get-default-nix-files-recursive (files.fs.get-snowfall-file "lib")));
  ofFile = path:
    let made = import path; in
    if builtins.isFunction made then base.callPackageWith { inputs = without [ "self" "src" ] inputs; snowfall-inputs = { }; inherit namespace; lib = hosts; } path { } else made;

  flake = import ./flake-of-folders.nix { inherit base inputs namespace helpers src root snowfall; lib = hosts; ownLib = own; };
in
{ lib = base.recursiveUpdate common own; }
