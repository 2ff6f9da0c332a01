# Properties: conditions, priorities and orders that stand around definitions.
{ lib }:
let
  inherit (builtins) concatMap filter foldl' isAttrs isBool mapAttrs sort;

  kind = value: value._type or "";
  ofChildren = wrap: value: if isAttrs value then mapAttrs (_: wrap) value else value;
in
rec {
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkOrder = priority: content: { _type = "order"; inherit priority content; };
  mkDefinition = definition@{ file, value, ... }: definition // { _type = "definition"; };
  mkAssert = holds: message: mkIf (holds || throw "\nFailed assertion: ${message}");

  defaultOverridePriority = 100;
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkFixStrictness = value: value;

  defaultOrderPriority = 1000;
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;

  # Properties of a set become properties of its attributes, so that a condition may read the
  # configuration that the set is part of. A list: mkMerge gives one for each of its parts.
  pushDownProperties = value:
    if kind value == "merge" then concatMap pushDownProperties value.contents
    else if kind value == "if" then map (ofChildren (mkIf value.condition)) (pushDownProperties value.content)
    else if kind value == "override" then map (ofChildren (mkOverride value.priority)) (pushDownProperties value.content)
    else [ value ];

  # The values whose conditions hold. Priorities and orders stay on them.
  dischargeProperties = value:
    if kind value == "merge" then concatMap dischargeProperties value.contents
    else if kind value == "if" then
      if !isBool value.condition then throw "‘mkIf’ called with a non-Boolean condition"
      else if value.condition then dischargeProperties value.content
      else [ ]
    else [ value ];

  # The definitions of the strongest priority (the least number), without it, and that number;
  # 9999 if there are none.
  filterOverrides' = defs:
    let
      priority = def: if kind def.value == "override" then def.value.priority else defaultOverridePriority;
      without = def: if kind def.value == "override" then def // { value = def.value.content; } else def;
      # One definition alone may have a weaker priority than the start of the search.
      highestPrio = if builtins.length defs == 1 then priority (builtins.head defs) else foldl' (least: def: lib.min least (priority def)) 9999 defs;
    in
    { inherit highestPrio; values = map without (filter (def: priority def == highestPrio) defs); };
  filterOverrides = defs: (filterOverrides' defs).values;

  # Definitions in the order that mkBefore, mkAfter and mkOrder ask for; the others keep theirs.
  sortProperties = defs:
    let without = def: if kind def.value == "order" then def // { value = def.value.content; inherit (def.value) priority; } else def;
    in sort (a: b: a.priority or defaultOrderPriority < b.priority or defaultOrderPriority) (map without defs);

  # Applies a function to the value below the properties.
  mapDefinitionValue = f: def:
    let type = kind def; in
    if type == "merge" then def // { contents = map (mapDefinitionValue f) def.contents; }
    else if builtins.elem type [ "if" "override" "order" ] then def // { content = mapDefinitionValue f def.content; }
    else if type == "definition" then def // { value = mapDefinitionValue f def.value; }
    else f def;
}
