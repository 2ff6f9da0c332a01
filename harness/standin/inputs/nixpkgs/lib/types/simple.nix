# Types whose values have no parts.
{ lib }:
let
  inherit (builtins) concatStringsSep foldl' isAttrs isBool isFloat isInt isString match toJSON;
  inherit (lib) mergeEqualOption mergeOneOption types;
  inherit (types) addCheck defaultFunctor mkOptionType;

  equal = name: description: check: mkOptionType { inherit name description check; descriptionClass = "noun"; merge = mergeEqualOption; };
  described = type: name: description: type // { inherit name description; };
  meaning = type: name: description: described type name description // { descriptionClass = "nonRestrictiveClause"; };
  bounds = low: high: "between ${toJSON low} and ${toJSON high} (both inclusive)";
  within = low: high: value: value >= low && value <= high;

  power = bits: foldl' (n: _: n * 2) 1 (lib.range 1 bits);
  sized = name: text: low: high: described (ints.between low high) name "${text}; ${bounds low high}";
  unsigned = bits: sized "unsignedInt${toString bits}" "${toString bits} bit unsigned integer" 0 (power bits - 1);
  signed = bits: let half = power (bits - 1); in sized "signedInt${toString bits}" "${toString bits} bit signed integer" (0 - half) (half - 1);

  ints = {
    between = low: high:
      assert lib.assertMsg (low <= high) "ints.between: lowest must be smaller than highest";
      described (addCheck types.int (within low high)) "intBetween" "integer ${bounds low high}";
    unsigned = meaning (addCheck types.int (v: v >= 0)) "unsignedInt" "unsigned integer, meaning >=0";
    positive = meaning (addCheck types.int (v: v > 0)) "positiveInt" "positive integer, meaning >0";
    u8 = unsigned 8;
    u16 = unsigned 16;
    u32 = unsigned 32;
    s8 = signed 8;
    s16 = signed 16;
    s32 = signed 32;
  };

  oneLine = value: isString value && match "[^\n\r]*\n?" value != null;
in
{
  inherit ints;
  bool = equal "bool" "boolean" isBool;
  boolByOr = mkOptionType {
    name = "boolByOr";
    description = "boolean (merged using or)";
    descriptionClass = "noun";
    check = isBool;
    merge = _: builtins.any (def: def.value);
  };
  int = equal "int" "signed integer" isInt;
  float = equal "float" "floating point number" isFloat;
  port = ints.u16;
  number = types.either types.int types.float;
  numbers = {
    between = low: high:
      assert lib.assertMsg (low <= high) "numbers.between: lowest must be smaller than highest";
      described (addCheck types.number (within low high)) "numberBetween" "integer or floating point number ${bounds low high}";
    nonnegative = meaning (addCheck types.number (v: v >= 0)) "numberNonnegative" "nonnegative integer or floating point number, meaning >=0";
    positive = meaning (addCheck types.number (v: v > 0)) "numberPositive" "positive integer or floating point number, meaning >0";
  };

  str = equal "str" "string" isString;
  nonEmptyStr = equal "nonEmptyStr" "non-empty string" (v: isString v && match "[ \t\n]*" v == null);
  singleLineStr = equal "singleLineStr" "(optionally newline-terminated) single-line string" oneLine // {
    merge = loc: defs: lib.removeSuffix "\n" (mergeEqualOption loc defs);
  };
  strMatching = pattern: mkOptionType {
    name = "strMatching ${lib.strings.escapeNixString pattern}";
    description = "string matching the pattern ${pattern}";
    descriptionClass = "noun";
    check = v: isString v && match pattern v != null;
    merge = mergeEqualOption;
    functor = defaultFunctor "strMatching" // {
      payload = { inherit pattern; };
      type = payload: types.strMatching payload.pattern;
      binOp = a: b: if a == b then a else null;
    };
  };
  separatedString = sep: mkOptionType {
    name = "separatedString";
    description = "strings concatenated with ${toJSON sep}";
    descriptionClass = "noun";
    check = isString;
    merge = _: defs: concatStringsSep sep (lib.getValues defs);
    functor = defaultFunctor "separatedString" // {
      payload = { inherit sep; };
      type = payload: types.separatedString payload.sep;
      binOp = a: b: if a == b then a else null;
    };
  };
  lines = types.separatedString "\n";
  commas = types.separatedString ",";
  envVar = types.separatedString ":";
  passwdEntry = type: meaning (addCheck type (v: !(lib.hasInfix ":" v || lib.hasInfix "\n" v))) "passwdEntry ${type.name}" "${types.phrase [ "noun" ] type}, not containing newlines or colons";
  luaInline = mkOptionType { name = "luaInline"; description = "inline lua"; descriptionClass = "noun"; check = types.isType "lua-inline"; merge = mergeEqualOption; };

  raw = mkOptionType { name = "raw"; description = "raw value"; descriptionClass = "noun"; merge = mergeOneOption; };
  unspecified = mkOptionType { name = "unspecified"; description = "unspecified value"; descriptionClass = "noun"; };
  attrs = mkOptionType { name = "attrs"; description = "attribute set"; check = isAttrs; merge = _: foldl' (all: def: all // def.value) { }; emptyValue.value = { }; };
  optionDeclaration = mkOptionType { name = "optionDeclaration"; description = "option declaration"; descriptionClass = "noun"; check = v: types.isType "option" v && !(v ? value); };
  fileset = mkOptionType { name = "fileset"; description = "fileset"; descriptionClass = "noun"; check = v: types.isType "fileset" v || builtins.isPath v; merge = _: defs: lib.fileset.unions (lib.getValues defs); emptyValue.value = lib.fileset.unions [ ]; };

  enum = values:
    let show = v: if isString v then "\"${v}\"" else if isInt v then toString v else if isBool v then lib.boolToString v else "<${builtins.typeOf v}>"; in
    mkOptionType {
      name = "enum";
      description =
        if values == [ ] then "impossible (empty enum)"
        else if builtins.length values == 1 then "value ${show (builtins.head values)} (singular enum)"
        else "one of ${concatStringsSep ", " (map show values)}";
      descriptionClass = if builtins.length values < 2 then "noun" else "conjunction";
      check = v: builtins.elem v values;
      merge = mergeEqualOption;
      functor = defaultFunctor "enum" // {
        payload = { inherit values; };
        type = payload: types.enum payload.values;
        binOp = a: b: { values = lib.unique (a.values ++ b.values); };
      };
    };
}
