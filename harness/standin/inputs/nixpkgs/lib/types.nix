# Option types. `mergeMeta` gives a value with what is known of its parts (valueMeta); `merge` the value alone.
{ lib }:
let
  inherit (builtins) all attrNames concatLists concatMap concatStringsSep elem filter foldl' genList head isAttrs isBool isFloat isFunction isInt isList isPath isString length listToAttrs mapAttrs match substring toJSON toString typeOf;
  inherit (lib) showOption showDefs;

  mkOptionType = given:
    let self = {
      _type = "option-type";
      description = given.name;
      check = _: true;
      nestedTypes = { };
      getSubOptions = _: { };
      getSubModules = null;
      declaredIn = null; # file: the type, with its submodules declared in that file; null if it has none
      mergeMeta = loc: defs: { value = (given.merge or mergeDefault) loc defs; valueMeta = { }; };
      merge = loc: defs: (self.mergeMeta loc defs).value;
    } // given; in self;

  mergeDefault = loc: defs: mergeEqual loc defs;
  mergeOne = loc: defs:
    if length defs == 1 then (head defs).value
    else throw "The option `${showOption loc}' is defined multiple times while it's expected to be unique.${showDefs defs}";
  mergeEqual = loc: defs:
    let first = (head defs).value; in
    if length defs == 1 || all (d: d.value == first) defs then first
    else throw "The option `${showOption loc}' has conflicting definition values:${showDefs defs}\nUse `lib.mkForce value' or `lib.mkDefault value' to change the priority on any of these definitions.";

  simple = name: description: check: mkOptionType { inherit name description check; merge = mergeEqual; };

  # A type, with the file that the submodules in it are declared in.
  declaredIn = file: type: if type.declaredIn or null == null then type else type.declaredIn file;

  # One checked element: its definitions' properties hold below the option's own.
  element = loc: type: defs:
    let opt = lib.evalOption loc { inherit type; declarations = [ ]; } defs; in opt;

  signed = bits: let top = foldl' (n: _: n * 2) 1 (genList (i: i) (bits - 1)); in ints.between' "signedInt${toString bits}" (0 - top) (top - 1);
  unsigned = bits: let top = foldl' (n: _: n * 2) 1 (genList (i: i) bits); in ints.between' "unsignedInt${toString bits}" 0 (top - 1);
  ints = {
    between' = name: low: high: simple name "integer between ${toString low} and ${toString high} (both inclusive)" (v: isInt v && v >= low && v <= high);
    between = low: high: ints.between' "intBetween" low high;
    unsigned = simple "unsignedInt" "unsigned integer, meaning >=0" (v: isInt v && v >= 0);
    positive = simple "positiveInt" "positive integer, meaning >0" (v: isInt v && v > 0);
    u8 = unsigned 8;
    u16 = unsigned 16;
    u32 = unsigned 32;
    s8 = signed 8;
    s16 = signed 16;
    s32 = signed 32;
  };

  plainStr = v: isString v;
  attrsLike = name: lazy: elem: mkOptionType {
    inherit name;
    declaredIn = file: attrsLike name lazy (declaredIn file elem);
    description = "${if lazy then "lazy " else ""}attribute set of ${elem.description}";
    check = isAttrs;
    emptyValue.value = { };
    nestedTypes.elemType = elem;
    getSubOptions = prefix: elem.getSubOptions (prefix ++ [ "<name>" ]);
    mergeMeta = loc: defs:
      let
        pushed = concatMap (d: map (value: { inherit (d) file; inherit value; }) (lib.pushDown d.value)) defs;
        names = attrNames (foldl' (a: d: a // d.value) { } pushed);
        of = name: element (loc ++ [ name ]) elem (concatMap (d: if d.value ? ${name} then [ { inherit (d) file; value = d.value.${name}; } ] else [ ]) pushed);
        elements = listToAttrs (map (name: { inherit name; value = of name; }) names);
        live = if lazy then elements else listToAttrs (concatMap (name: if elements.${name}.isDefined then [ { inherit name; value = elements.${name}; } ] else [ ]) names);
      in { value = mapAttrs (_: e: e.value) live; valueMeta.attrs = mapAttrs (_: e: e.valueMeta) live; };
  };

  pick = loc: defs: candidates:
    let fits = filter (t: all (d: t.check d.value) defs) candidates; in
    if fits == [ ] then throw "The option `${showOption loc}' has conflicting definition values:${showDefs defs}" else head fits;

  types = {
    inherit mkOptionType ints;
    raw = mkOptionType { name = "raw"; description = "raw value"; merge = mergeOne; };
    unspecified = mkOptionType { name = "unspecified"; description = "unspecified value"; merge = mergeUnspecified; };
    anything = mkOptionType { name = "anything"; merge = lib.mergeFree; };
    bool = simple "bool" "boolean" isBool;
    int = simple "int" "signed integer" isInt;
    float = simple "float" "floating point number" isFloat;
    number = types.either types.int types.float;
    port = ints.u16 // { description = "16 bit unsigned integer; between 0 and 65535 (both inclusive)"; };
    str = simple "str" "string" plainStr;
    nonEmptyStr = simple "nonEmptyStr" "non-empty string" (v: plainStr v && match "[ \t\n]*" v == null);
    singleLineStr = simple "singleLineStr" "(optionally newline-terminated) single-line string" (v: plainStr v && match "[^\n\r]*\n?" v != null);
    strMatching = pattern: simple "strMatching ${toJSON pattern}" "string matching the pattern ${pattern}" (v: plainStr v && match pattern v != null);
    separatedString = sep: mkOptionType { name = "separatedString"; description = "strings concatenated with ${toJSON sep}"; check = plainStr; merge = _: defs: concatStringsSep sep (map (d: d.value) defs); };
    lines = types.separatedString "\n" // { description = "strings concatenated with \"\\n\""; };
    commas = types.separatedString ",";
    envVar = types.separatedString ":";
    path = mkOptionType {
      name = "path";
      description = "absolute path";
      check = v: isPath v || isString v && substring 0 1 v == "/" || isAttrs v && v ? outPath;
      merge = mergeEqual;
    };
    pathInStore = types.path // { name = "pathInStore"; };
    package = mkOptionType { name = "package"; check = v: isAttrs v && v.type or null == "derivation" || isString v && substring 0 11 v == "/nix/store/"; merge = mergeOne; };
    shellPackage = types.package // { name = "shellPackage"; };
    pkgs = mkOptionType { name = "pkgs"; description = "Nixpkgs package set"; check = isAttrs; merge = mergeOne; };
    attrs = mkOptionType { name = "attrs"; description = "attribute set"; check = isAttrs; emptyValue.value = { }; merge = _: foldl' (a: d: a // d.value) { }; };
    enum = values: mkOptionType {
      functor.payload = { inherit values; };
      name = "enum";
      description = if length values == 1 then "value ${toJSON (head values)} (singular enum)" else "one of ${concatStringsSep ", " (map toJSON values)}";
      check = v: elem v values;
      merge = mergeEqual;
    };
    listOf = elem: mkOptionType {
      name = "listOf";
      declaredIn = file: types.listOf (declaredIn file elem);
      description = "list of ${elem.description}";
      check = isList;
      emptyValue.value = [ ];
      nestedTypes.elemType = elem;
      getSubOptions = prefix: elem.getSubOptions (prefix ++ [ "*" ]);
      mergeMeta = loc: defs:
        let
          number = list: genList (i: i) (length list);
          elements = concatLists (map (n: let d = builtins.elemAt defs n; in
            map (i: element (loc ++ [ "[definition ${toString (n + 1)}-entry ${toString (i + 1)}]" ]) elem [ { inherit (d) file; value = builtins.elemAt d.value i; } ]) (number d.value)) (number defs));
          live = filter (e: e.isDefined) elements;
        in { value = map (e: e.value) live; valueMeta.list = map (e: e.valueMeta) live; };
    };
    nonEmptyListOf = elem: let list = types.listOf elem; in list // { declaredIn = file: types.nonEmptyListOf (declaredIn file elem); description = "non-empty ${list.description}"; check = v: isList v && v != [ ]; emptyValue = { }; };
    attrsOf = attrsLike "attrsOf" false;
    lazyAttrsOf = attrsLike "lazyAttrsOf" true;
    nullOr = elem: mkOptionType {
      name = "nullOr";
      declaredIn = file: types.nullOr (declaredIn file elem);
      description = "null or ${elem.description}";
      check = v: v == null || elem.check v;
      emptyValue.value = null;
      nestedTypes.elemType = elem;
      getSubOptions = elem.getSubOptions;
      mergeMeta = loc: defs:
        let nulls = length (filter (d: d.value == null) defs); in
        if nulls == length defs then { value = null; valueMeta = { }; }
        else if nulls > 0 then throw "The option `${showOption loc}' is defined both null and not null, in ${concatStringsSep " and " (map (d: "`${d.file}'") defs)}."
        else elem.mergeMeta loc defs;
    };
    either = a: b: mkOptionType {
      name = "either";
      description = "${a.description} or ${b.description}";
      check = v: a.check v || b.check v;
      nestedTypes = { left = a; right = b; };
      mergeMeta = loc: defs: (pick loc defs [ a b ]).mergeMeta loc defs;
    };
    oneOf = list: foldl' types.either (head list) (builtins.tail list);
    coercedTo = from: f: to: mkOptionType {
      name = "coercedTo";
      description = "${to.description} or ${from.description} convertible to it";
      check = v: from.check v && to.check (f v) || to.check v;
      nestedTypes = { coercedType = from; finalType = to; };
      mergeMeta = loc: defs: { value = to.merge loc (map (d: if from.check d.value then d // { value = f d.value; } else d) defs); valueMeta = { }; };
    };
    functionTo = elem: mkOptionType {
      name = "functionTo";
      description = "function that evaluates to a(n) ${elem.description}";
      check = lib.isFunction;
      nestedTypes.elemType = elem;
      merge = loc: defs: arg: elem.merge (loc ++ [ "<function body>" ]) (map (d: d // { value = d.value arg; }) defs);
    };
    uniq = type: type // { declaredIn = file: types.uniq (declaredIn file type); merge = mergeOne; mergeMeta = loc: defs: { value = mergeOne loc defs; valueMeta = { }; }; };
    unique = _: types.uniq;
    addCheck = type: check: type // { declaredIn = file: types.addCheck (declaredIn file type) check; check = v: type.check v && check v; };
    submodule = modules: types.submoduleWith { modules = lib.toList modules; shorthandOnlyDefinesConfig = true; };
    submoduleWith = { modules, specialArgs ? { }, shorthandOnlyDefinesConfig ? false, description ? null, class ? null, free ? (_: false), skipEffects ? (_: false) }@given:
      let
        base = extra: prefix: lib.evalModules {
          inherit specialArgs class free skipEffects prefix;
          modules = [ { _file = "<submodule>"; _module.args.name = if prefix == [ ] then "‹name›" else lib.last prefix; } ] ++ modules ++ extra;
        };
        asModule = d:
          let v = d.value; in
          if isAttrs v && shorthandOnlyDefinesConfig && !(v ? _type) then { _file = d.file; config = v; }
          else if isAttrs v then { _file = d.file; imports = [ v ]; }
          else { _file = d.file; imports = [ v ]; };
      in mkOptionType {
        name = "submodule";
        declaredIn = file: types.submoduleWith (given // { modules = map (m: { _file = file; imports = [ m ]; }) modules; });
        description = if description != null then description else "submodule";
        check = v: isAttrs v || isFunction v || isPath v;
        emptyValue.value = { };
        submodules = modules;
        getSubOptions = prefix: removeAttrs (base [ ] prefix).options [ "_module" ];
        getSubModules = modules;
        nestedTypes = let f = (base [ ] [ ])._module.freeformType; in if f == null then { } else { freeformType = f; };
        mergeMeta = loc: defs:
          let configuration = base (map asModule defs) loc; in
          { value = builtins.removeAttrs configuration.config [ "_module" ]; valueMeta = { inherit configuration; }; };
      };
    deferredModule = mkOptionType { name = "deferredModule"; description = "module"; merge = _: defs: { imports = map (d: { _file = d.file; imports = [ d.value ]; }) defs; }; };
    deferredModuleWith = _: types.deferredModule;
    optionType = mkOptionType { name = "optionType"; check = v: v._type or null == "option-type"; merge = mergeOne; };
  };
  mergeUnspecified = loc: defs:
    let values = map (d: d.value) defs; in
    if length values == 1 then head values
    else if all isList values then concatLists values
    else if all isAttrs values then foldl' (a: b: a // b) { } values
    else mergeEqual loc defs;
in
types
