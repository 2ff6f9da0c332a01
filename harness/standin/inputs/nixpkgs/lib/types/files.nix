# Types of paths and packages.
{ lib }:
let
  inherit (builtins) hasContext isAttrs isPath isString substring;
  inherit (lib) isDerivation isStorePath isStringLike mergeEqualOption mergeOneOption types;
  inherit (types) addCheck defaultFunctor mkOptionType;

  inStoreFolder = value: lib.hasPrefix "${builtins.storeDir}/" (toString value);
in
{
  path = types.pathWith { absolute = true; };
  pathInStore = types.pathWith { inStore = true; };
  externalPath = types.pathWith { absolute = true; inStore = false; };
  # inStore, absolute: whether it must be (true), must not be (false), or may (null).
  pathWith = { inStore ? null, absolute ? null }:
    if inStore == true && absolute == false then throw "In pathWith, inStore means the path must be absolute"
    else mkOptionType {
      name = "path";
      description = (if absolute == null then "" else if absolute then "absolute " else "relative ")
        + "path"
        + (if inStore == null then "" else if inStore then " in the Nix store" else " not in the Nix store");
      descriptionClass = "noun";
      # A path value would be copied to the store.
      check = value: (if inStore == false then isString value else isStringLike value)
        && (inStore == null || inStore == inStoreFolder value)
        && (absolute == null || absolute == (substring 0 1 (toString value) == "/"));
      merge = mergeEqualOption;
      functor = defaultFunctor "path" // {
        payload = { inherit inStore absolute; };
        type = types.pathWith;
        binOp = a: b: if a == b then a else null;
      };
    };

  package = mkOptionType {
    name = "package";
    descriptionClass = "noun";
    check = value: isDerivation value || isStorePath value;
    merge = loc: defs:
      let value = mergeOneOption loc defs; in
      if isPath value || isString value && !hasContext value then lib.toDerivation value else value;
  };
  shellPackage = types.package // { check = value: isDerivation value && value ? shellPath; };
  pkgs = addCheck
    (types.unique { message = "A Nixpkgs pkgs set can not be merged with another pkgs set."; } types.attrs
      // { name = "pkgs"; descriptionClass = "noun"; description = "Nixpkgs package set"; })
    (value: value._type or null == "pkgs");
}
