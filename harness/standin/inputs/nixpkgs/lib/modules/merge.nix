# From the definitions of one option to its value, and what is known of it.
{ lib }:
let
  inherit (builtins) addErrorContext all any concatMap filter head length;
  inherit (lib.options) showDefs showFiles showOption;
  inherit (lib.modules) dischargeProperties filterOverrides' mkOptionDefault sortProperties;
in
rec {
  # defs: a list of { file, value }. The result is lazy: what is not defined has `isDefined`
  # false, and only reading its mergedValue fails.
  mergeDefinitions = loc: type: defs:
    let
      unwrap = def: map
        (value: if value._type or "" == "definition" then value else { inherit (def) file; inherit value; })
        (addErrorContext "while evaluating definitions from `${def.file}':" (dischargeProperties def.value));
      strongest = filterOverrides' (concatMap unwrap defs);
      sorted = if any (def: def.value._type or "" == "order") strongest.values then sortProperties strongest.values else strongest.values;
    in
    rec {
      defsFinal' = strongest // { values = sorted; };
      defsFinal = sorted;
      isDefined = defsFinal != [ ];
      mergedValue =
        if !isDefined then
          type.emptyValue.value or (throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option.")
        else if type.merge ? v2 then
          if checkedAndMerged.headError == null then checkedAndMerged.value
          else throw "A definition for option `${showOption loc}' is not of type `${type.description}'. TypeError: ${checkedAndMerged.headError.message}"
        else
          let wrong = filter (def: !type.check def.value) defsFinal; in
          if wrong == [ ] then type.merge loc defsFinal
          else throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${showDefs wrong}";
      checkedAndMerged =
        if !(type.merge ? v2) then { headError = null; value = mergedValue; valueMeta = { }; }
        else
          let merged = coherent loc type (type.merge.v2 { inherit loc; defs = defsFinal; }); in
          merged // { valueMeta = merged.valueMeta // { _internal = { inherit type; }; }; };
      optionalValue = if isDefined then { value = mergedValue; } else { };
    };

  # `type // { check = …; }` would go unnoticed where merging does the checking.
  coherent = loc: type: merged:
    if type.check.isV2MergeCoherent or false then merged
    else throw ''
      The option `${showOption loc}' has a type `${type.description}' that uses
      an ad-hoc `type // { check = ...; }' override, which is incompatible with
      the v2 merge mechanism.

      `lib.types.addCheck type check' adds a check instead.
    '';

  # An option as the option tree holds it. opt: the merged declarations.
  evalOptionValue = loc: opt: defs:
    let
      default = { file = head opt.declarations; value = mkOptionDefault opt.default; };
      given = if opt ? default then [ default ] ++ defs else defs;
      alone = def: def // { value = (mergeDefinitions loc opt.type [ def ]).mergedValue; };
      merged =
        if opt.readOnly or false && length given > 1
        then throw "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${showDefs (map alone given)}"
        else mergeDefinitions loc opt.type given;
      deprecated = opt.type.deprecationMessage or null;
      warned = if deprecated == null then opt else lib.warn "The type `types.${opt.type.name}' of option `${showOption loc}' defined in ${showFiles opt.declarations} is deprecated. ${deprecated}" opt;
    in
    warned // {
      value = addErrorContext "while evaluating the option `${showOption loc}':" (if opt ? apply then opt.apply merged.mergedValue else merged.mergedValue);
      inherit (merged.defsFinal') highestPrio;
      definitions = map (def: def.value) merged.defsFinal;
      files = map (def: def.file) merged.defsFinal;
      definitionsWithLocations = merged.defsFinal;
      inherit (merged) isDefined;
      inherit (merged.checkedAndMerged) valueMeta;
      __toString = _: showOption loc;
    };

  # The value and the priority of each attribute of an option of sets.
  mergeAttrDefinitionsWithPrio = opt:
    let
      parts = concatMap (def: map (builtins.mapAttrs (_: value: def // { inherit value; })) (lib.modules.pushDownProperties def.value)) opt.definitionsWithLocations;
      attribute = name: defs:
        let merged = mergeDefinitions (opt.loc ++ [ name ]) opt.type.nestedTypes.elemType defs;
        in { value = merged.mergedValue; inherit (merged.defsFinal') highestPrio; };
    in
    assert builtins.elem opt.type.name [ "attrsOf" "lazyAttrsOf" ];
    builtins.zipAttrsWith attribute parts;
}
