# Definitions that need no option: how they are merged, and which of them count.
{ lib }:
let
  inherit (builtins) all attrNames attrValues concatLists concatMap concatStringsSep elem filter foldl' groupBy head isAttrs isFunction isList isString length mapAttrs toJSON zipAttrsWith;
  inherit (lib.options) showDefs showOption;
  inherit (lib.modules) dischargeProperties filterOverrides' sortProperties;

  kind = value: value._type or "";
  plainSet = v: isAttrs v && !(v ? _type || v ? outPath || v ? __functor || v ? type && (v ? name || v ? pname || v ? drvPath) && v.type == "derivation");

  # Whether a value would be a set if its conditions held.
  wouldBeSet = v:
    if kind v == "merge" then all wouldBeSet v.contents
    else if elem (kind v) [ "if" "override" "order" ] then wouldBeSet v.content
    else plainSet v;

  # Every leaf of a module's definitions: path, value, file, priority, order.
  leaves = skip: path: def@{ file, priority, order, value }:
    let type = kind value; in
    if type == "merge" then concatMap (one: leaves skip path (def // { value = one; })) value.contents
    else if type == "if" then (if value.condition then leaves skip path (def // { value = value.content; }) else [ ])
    else if type == "override" then leaves skip path (def // { inherit (value) priority; value = value.content; })
    else if type == "order" then leaves skip path (def // { order = value.priority; value = value.content; })
    else if type == "definition" then leaves skip path (def // { inherit (value) file value; })
    else if skip path then [ ]
    else if plainSet value && (attrNames value != [ ] || path == [ ]) then concatMap (name: leaves skip (path ++ [ name ]) (def // { value = value.${name}; })) (attrNames value)
    else [ { inherit path file priority order value; } ];

  strongest = group: let least = foldl' (p: e: lib.min p e.priority) 9999 group; in filter (e: e.priority == least) group;
in
rec {
  # Sets are merged attribute by attribute, lists joined, text by lines, anything else must be equal.
  # A name is there even if all its conditions are false, because conditions may read the set that
  # they stand in; its value is then an error.
  mergeFree = loc: defs:
    let
      given = concatMap (d: map (value: if kind value == "definition" then { inherit (value) file value; } else { inherit (d) file; inherit value; }) (dischargeProperties d.value)) defs;
      picked = sortProperties (filterOverrides' given).values;
      values = map (d: d.value) picked;
      first = head values;
      parts = map (d: mapAttrs (_: value: { inherit (d) file; inherit value; }) d.value) picked;
    in
    if values == [ ] && all (d: wouldBeSet d.value) defs then { }
    else if values == [ ] then throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option."
    else if all plainSet values then zipAttrsWith (name: below: mergeFree (loc ++ [ name ]) below) parts
    else if length values == 1 then first
    else if all isList values then concatLists values
    else if all (v: toJSON v == toJSON first) values then first
    else if all isString values then concatStringsSep "\n" values
    else if all isFunction values then arg: mergeFree loc (map (d: d // { value = d.value arg; }) picked)
    else throw "The option `${showOption loc}' has conflicting definition values:${showDefs picked}";

  # What is defined, where several do the strongest: all of it at once, for what is made from it.
  effectsOf = skip: definitions:
    concatMap strongest (attrValues (groupBy (e: toJSON e.path) (concatMap (one: leaves skip [ ] { inherit (one) file value; priority = 100; order = 1000; }) definitions)));
}
