# What is recorded of an evaluated option. Out: text, so that no value has to be one that JSON has.
{ lib, case }:
let
  inherit (builtins) isAttrs isFunction isList mapAttrs tryEval;
  guarded = value: let tried = tryEval (builtins.deepSeq value value); in if tried.success then tried.value else "<error>";
  # The names that valueMeta has, as deep as it tells of parts.
  shape = meta:
    if meta ? attrs then { attrs = mapAttrs (_: shape) meta.attrs; }
    else if meta ? list then { list = map shape meta.list; }
    else builtins.attrNames meta;
  plain = value: if isFunction value then "<function>" else if isList value then map plain value else if isAttrs value then mapAttrs (_: plain) value else value;
  record = option: {
    value = guarded (plain option.value);
    type = guarded option.type.name;
    description = guarded option.type.description;
    inherit (option) highestPrio isDefined;
    files = guarded option.files;
    definitions = guarded (map (d: { inherit (d) file; value = plain d.value; }) option.definitionsWithLocations);
    valueMeta = guarded (shape option.valueMeta);
  };
  given = { inherit lib record; modules = list: lib.evalModules { modules = list; }; };
in
plain (import case given)
