# Types made of other types, of which a value has one.
{ lib }:
let
  inherit (builtins) addErrorContext attrNames elemAt filter foldl' head isAttrs length mapAttrs unsafeGetAttrPos;
  inherit (lib) getFiles showFiles showOption types;
  inherit (lib.options) showDefs;
  inherit (lib.strings) escapeNixIdentifier;
  inherit (types) checkedDefs defaultFunctor elemFunctor mergeRich mkOptionType phrase richCheck richMerge;

  # What a type with one type inside takes over from it.
  like = elem: { inherit (elem) getSubOptions getSubModules; nestedTypes.elemType = elem; };
in
{
  nullOr = elem: mkOptionType (like elem // {
    name = "nullOr";
    description = "null or ${phrase [ "noun" "conjunction" ] elem}";
    descriptionClass = "conjunction";
    check = value: value == null || elem.check value;
    merge = loc: defs:
      let nulls = filter (def: def.value == null) defs; in
      if nulls == [ ] then elem.merge loc defs
      else if length nulls == length defs then null
      else throw "The option `${showOption loc}` is defined both null and not null, in ${showFiles (getFiles defs)}.";
    emptyValue.value = null;
    substSubModules = modules: types.nullOr (elem.substSubModules modules);
    functor = elemFunctor "nullOr" elem types.nullOr;
  });

  either = a: b:
    let
      left = if a.descriptionClass or null == "nonRestrictiveClause" then "${a.description}, or ${phrase [ "noun" "conjunction" ] b}"
        else "${phrase [ "noun" "conjunction" ] a} or ${phrase [ "noun" "conjunction" "composite" ] b}";
      neither = loc: defs: "The option `${showOption loc}` is neither a value of type `${a.description}` nor `${b.description}`, Definition values: ${showDefs defs}";
    in
    mkOptionType {
      name = "either";
      description = left;
      descriptionClass = "conjunction";
      check = richCheck (value: a.check value || b.check value);
      merge = richMerge ({ loc, defs }@given:
        let
          first = mergeRich a given;
          second = mergeRich b given;
          headError.message = neither loc defs;
        in
        if first.headError == null then first
        else if second.headError == null then second
        else {
          inherit headError;
          valueMeta = { inherit headError; };
          value = lib.warn "One or more definitions did not pass the type-check of the 'either' type.\n${headError.message}" (lib.mergeOneOption loc defs);
        });
      nestedTypes = { left = a; right = b; };
      typeMerge = other:
        let
          first = a.typeMerge (head other.payload.elemType).functor;
          second = b.typeMerge (elemAt other.payload.elemType 1).functor;
        in
        if other.name == "either" && first != null && second != null then types.either first second else null;
      functor = defaultFunctor "either" // { payload.elemType = [ a b ]; };
    };
  oneOf = list: if list == [ ] then throw "types.oneOf needs to get at least one type in its argument" else foldl' types.either (head list) (builtins.tail list);

  coercedTo = from: coerce: to:
    let
      check = value: from.check value && to.check (coerce value) || to.check value;
      coerced = loc: def:
        let fits = if from.merge ? v2 then (mergeRich from { inherit loc; defs = [ def ]; }).headError == null else from.check def.value;
        in if fits then def // { value = coerce def.value; } else def;
    in
    assert lib.assertMsg (from.getSubModules == null) "coercedTo: coercedType must not have submodules (it’s a ${from.description})";
    mkOptionType {
      name = "coercedTo";
      description = "${phrase [ "noun" ] to} or ${phrase [ "noun" ] from} convertible to it";
      check = richCheck check;
      merge = richMerge ({ loc, defs }:
        let merged = mergeRich to { inherit loc; defs = map (coerced loc) defs; }; in
        if to.merge ? v2 then merged else merged // { headError = checkedDefs check defs; });
      inherit (to) emptyValue getSubOptions getSubModules;
      substSubModules = modules: types.coercedTo from coerce (to.substSubModules modules);
      typeMerge = _: null;
      functor = defaultFunctor "coercedTo";
      nestedTypes = { coercedType = from; finalType = to; };
    };

  uniq = types.unique { message = ""; };
  unique = { message }: type: mkOptionType (like type // {
    name = "unique";
    inherit (type) description descriptionClass check emptyValue;
    merge = lib.mergeUniqueOption { inherit message; inherit (type) merge; };
    substSubModules = modules: types.uniq (type.substSubModules modules);
    functor = elemFunctor "unique" type (types.unique { inherit message; });
  });

  # A set with one attribute, whose name tells which of the options it is.
  attrTag = given:
    let
      located = name: option: option // {
        declarations = option.declarations or (if pos name == null then [ ] else [ (pos name).file ]);
        declarationPositions = option.declarationPositions or (if pos name == null then [ ] else [ (pos name) ]);
      };
      pos = name: unsafeGetAttrPos name given;
      tag = name: option:
        if lib.isOption option then located name option
        else throw "In attrTag, each tag value must be an option, but tag ${escapeNixIdentifier name} ${
          if !(option ? _type) then "was not." else if option._type == "option-type" then "was a bare type, not wrapped in mkOption." else "was of type ${lib.strings.escapeNixString option._type}."}";
      tags = mapAttrs (name: option: addErrorContext "while checking that attrTag tag ${escapeNixIdentifier name} is an option with a type" (tag name option)) given;
      choices = lib.concatMapStringsSep ", " escapeNixIdentifier (attrNames tags);
      nameOf = def: head (attrNames def.value);
      joined = name: a: b:
        let decl = options: { inherit options; _file = "<attrTag {...}>"; pos = null; }; in
        lib.mergeOptionDecls [ name ] [ (decl a) (decl b) ] // { declarations = a.declarations ++ b.declarations; declarationPositions = a.declarationPositions ++ b.declarationPositions; };
    in
    mkOptionType {
      name = "attrTag";
      description = "attribute-tagged union with choices: ${choices}";
      descriptionClass = "noun";
      getSubOptions = prefix: mapAttrs (name: option: option // { loc = prefix ++ [ name ]; }) tags;
      check = value: isAttrs value && length (attrNames value) == 1 && tags ? ${head (attrNames value)};
      merge = loc: defs:
        let
          choice = nameOf (head defs);
          others = filter (def: nameOf def != choice) defs;
        in
        if others != [ ] then throw "The option `${showOption loc}` is defined both as `${choice}` and `${nameOf (head others)}`, in ${showFiles (getFiles defs)}."
        else { ${choice} = (lib.modules.evalOptionValue (loc ++ [ choice ]) tags.${choice} (map (def: { inherit (def) file; value = def.value.${choice}; }) defs)).value; };
      nestedTypes = tags;
      functor = defaultFunctor "attrTag" // {
        payload = { inherit tags; };
        type = payload: types.attrTag payload.tags;
        binOp = a: b: { tags = a.tags // b.tags // mapAttrs (name: joined name a.tags.${name}) (builtins.intersectAttrs a.tags b.tags); };
      };
    };

  # What a data format can hold. typeName: how the format is called.
  serializableValueWith = { typeName, nullable ? true }:
    let
      base = types.oneOf [ types.bool types.int types.float types.str types.path (types.attrsOf value) (types.listOf value) ];
      value = (if nullable then types.nullOr base else base) // { description = "${typeName} value"; };
    in
    value;
  json = types.serializableValueWith { typeName = "JSON"; };
  toml = types.serializableValueWith { typeName = "TOML"; nullable = false; };
}
