# What a type is: name and description, a check, a merge, and how two declarations of it join.
{ lib }:
let
  inherit (builtins) all filter;
in
rec {
  isType = name: value: value._type or "" == name;
  setType = name: value: value // { _type = name; };
  isOptionType = isType "option-type";

  mkOptionType =
    { name
    , description ? null
    , descriptionClass ? null # what kind of phrase the description is: it tells where parentheses are needed
    , check ? _: true
    , merge ? lib.mergeDefaultOption # loc: a list of { file, value }: the value
    , emptyValue ? { } # { value } where nothing defined is a value too
    , getSubOptions ? _: { }
    , getSubModules ? null
    , substSubModules ? _: null
    , functor ? defaultFunctor name
    , typeMerge ? defaultTypeMerge functor # another type's functor: the type of both, or null
    , deprecationMessage ? null
    , nestedTypes ? { }
    }:
    {
      _type = "option-type";
      description = if description == null then name else description;
      inherit name descriptionClass check merge emptyValue getSubOptions getSubModules substSubModules functor typeMerge deprecationMessage nestedTypes;
    };

  defaultFunctor = name: { inherit name; type = lib.types.${name} or null; payload = null; binOp = _: _: null; };
  defaultTypeMerge = mine: other:
    let payload = mine.binOp mine.payload other.payload; in
    if mine.name != other.name then null
    else if mine.payload == null then mine.type
    else if payload == null then null
    else mine.type payload;
  mergeTypes = a: b:
    let merged = a.typeMerge b.functor; in
    if merged == null then setType "merge-error" { error = "Cannot merge types"; } else merged;

  # For a type with one type inside.
  elemFunctor = name: elemType: make: defaultFunctor name // {
    payload = { inherit elemType; };
    type = payload: make payload.elemType;
    binOp = a: b: let merged = a.elemType.typeMerge b.elemType.functor; in if merged == null then null else { elemType = merged; };
  };

  # The description, in parentheses unless its class is one of those.
  phrase = classes: type: if builtins.elem (type.descriptionClass or null) classes then type.description else "(${type.description})";
  optionDescriptionPhrase = fits: type: if fits (type.descriptionClass or null) then type.description else "(${type.description})";

  # A merge that tells more than the value: headError, what is wrong with the definitions
  # themselves, or null; valueMeta, what is known of the value's parts. Its check is part of it.
  richMerge = f: { __functor = _: loc: defs: (f { inherit loc defs; }).value; v2 = f; };
  richCheck = check: { __functor = _: check; isV2MergeCoherent = true; };

  checkedDefs = check: defs:
    let wrong = filter (def: !check def.value) defs; in
    if all (def: check def.value) defs then null else { message = "Definition values: ${lib.options.showDefs wrong}"; };

  # The rich result of any type.
  mergeRich = type: { loc, defs }@given:
    if type.merge ? v2 then lib.modules.coherent loc type (type.merge.v2 given)
    else { value = type.merge loc defs; headError = checkedDefs type.check defs; valueMeta = { }; };

  addCheck = type: check: type // (
    if !(type.merge ? v2) then { check = value: type.check value && check value; }
    else {
      check = richCheck (value: type.check value && check value);
      merge = richMerge (given:
        let merged = mergeRich type given; in
        merged // { headError = if merged.headError != null then merged.headError else checkedDefs check given.defs; });
    }
  );
}
