# Types of lists, sets and functions, whose parts have a type.
{ lib }:
let
  inherit (builtins) all concatLists filter isAttrs isFunction isList mapAttrs zipAttrsWith;
  inherit (lib) mergeDefinitions types;
  inherit (types) addCheck checkedDefs elemFunctor mkOptionType phrase richCheck richMerge;

  meta = part: part.checkedAndMerged.valueMeta;
  at = name: elem: description: {
    inherit name;
    description = "${description} ${phrase [ "noun" "composite" ] elem}";
    descriptionClass = "composite";
    nestedTypes.elemType = elem;
    inherit (elem) getSubModules;
  };
in
{
  listOf = elem: mkOptionType (at "listOf" elem "list of" // {
    check = richCheck isList;
    merge = richMerge ({ loc, defs }:
      let
        entry = n: m: file: value: mergeDefinitions (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elem [ { inherit file value; } ];
        entries = concatLists (lib.imap1 (n: def: lib.imap1 (m: value: entry n m def.file value) def.value) defs);
        defined = filter (part: part.isDefined) entries;
      in
      { headError = checkedDefs isList defs; value = map (part: part.mergedValue) defined; valueMeta.list = map meta defined; });
    emptyValue.value = [ ];
    getSubOptions = prefix: elem.getSubOptions (prefix ++ [ "*" ]);
    substSubModules = modules: types.listOf (elem.substSubModules modules);
    functor = elemFunctor "listOf" elem types.listOf;
  });
  nonEmptyListOf = elem:
    let list = addCheck (types.listOf elem) (value: value != [ ]); in
    list // {
      description = "non-empty ${phrase [ "noun" ] list}";
      emptyValue = { };
      substSubModules = modules: types.nonEmptyListOf (elem.substSubModules modules);
    };

  attrsOf = elemType: types.attrsWith { inherit elemType; };
  # lazy: an attribute is there even if its conditions do not hold, so that conditions may ask for names.
  lazyAttrsOf = elemType: types.attrsWith { inherit elemType; lazy = true; };
  attrsWith = { elemType, lazy ? false, placeholder ? "name" }: mkOptionType (at (if lazy then "lazyAttrsOf" else "attrsOf") elemType (if lazy then "lazy attribute set of" else "attribute set of") // {
    check = richCheck isAttrs;
    merge = richMerge ({ loc, defs }:
      let
        located = map (def: mapAttrs (_: value: { inherit (def) file; inherit value; }) def.value) defs;
        parts = zipAttrsWith (name: mergeDefinitions (loc ++ [ name ]) elemType) located;
        kept = if lazy then parts else lib.filterAttrs (_: part: part.isDefined) parts;
      in
      { headError = checkedDefs isAttrs defs; value = mapAttrs (_: part: part.mergedValue) kept; valueMeta.attrs = mapAttrs (_: meta) kept; });
    emptyValue.value = { };
    getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
    substSubModules = modules: types.attrsWith { elemType = elemType.substSubModules modules; inherit lazy placeholder; };
    functor = types.defaultFunctor "attrsWith" // {
      payload = { inherit elemType lazy placeholder; };
      type = types.attrsWith;
      binOp = a: b:
        let
          merged = a.elemType.typeMerge b.elemType.functor;
          named = if a.placeholder == "name" then b.placeholder else a.placeholder;
        in
        if merged == null || a.lazy != b.lazy || !builtins.elem b.placeholder [ "name" named ] then null
        else { elemType = merged; inherit (a) lazy; placeholder = named; };
    };
  });
  loaOf = elem: types.attrsOf elem // {
    name = "loaOf";
    deprecationMessage = "Mixing lists with attribute values is no longer possible; please use `types.attrsOf` instead. See https://github.com/NixOS/nixpkgs/issues/1800 for the motivation.";
  };

  functionTo = elem: mkOptionType (at "functionTo" elem "function that evaluates to a(n)" // {
    check = lib.isFunction;
    merge = loc: defs: {
      __functionArgs = zipAttrsWith (_: all (optional: optional)) (map (def: lib.functionArgs def.value) defs);
      __functor = _: argument: (mergeDefinitions (loc ++ [ "<function body>" ]) elem (map (def: { inherit (def) file; value = def.value argument; }) defs)).mergedValue;
    };
    getSubOptions = prefix: elem.getSubOptions (prefix ++ [ "<function body>" ]);
    substSubModules = modules: types.functionTo (elem.substSubModules modules);
    functor = elemFunctor "functionTo" elem types.functionTo;
  });

  # Whatever the values are: sets attribute by attribute, functions by what they return, anything else must be equal.
  anything = mkOptionType {
    name = "anything";
    description = "anything";
    descriptionClass = "noun";
    merge = loc: defs:
      let
        kind = value: if isAttrs value && lib.isStringLike value then "text" else builtins.typeOf value;
        first = kind (builtins.head defs).value;
        merges = {
          set = (types.attrsOf types.anything).merge;
          text = lib.mergeOneOption;
          lambda = loc: defs: argument: types.anything.merge (loc ++ [ "<function body>" ]) (map (def: { inherit (def) file; value = def.value argument; }) defs);
        };
      in
      if all (def: kind def.value == first) defs then (merges.${first} or lib.mergeEqualOption) loc defs
      else throw "The option `${lib.showOption loc}' has conflicting option types in ${lib.showFiles (lib.getFiles defs)}";
  };
}
