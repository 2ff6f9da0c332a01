# Values of GNOME's settings, with their types, spelled as GVariant text.
{ lib }:
let
  inherit (builtins) all concatStringsSep head isAttrs isBool isFloat isInt isList isString replaceStrings typeOf;
  tagged = type: spell: value: { _type = "gvariant"; inherit type value; __toString = self: spell self; };
  quoted = v: "'${replaceStrings [ "\\" "'" "\n" ] [ "\\\\" "\\'" "\\n" ] v}'";
  joined = list: concatStringsSep "," (map toString list);
  number = type: value: assert isInt value; tagged type (self: "@${self.type} ${toString self.value}") value;
in
rec {
  type = {
    arrayOf = t: "a${t}";
    maybeOf = t: "m${t}";
    tupleOf = ts: "(${lib.concatStrings ts})";
    dictionaryEntryOf = name: value: "{${name}${value}}";
    string = "s"; boolean = "b"; double = "d"; variant = "v"; uchar = "y";
    int16 = "n"; uint16 = "q"; int32 = "i"; uint32 = "u"; int64 = "x"; uint64 = "t";
  };
  isGVariant = v: v._type or "" == "gvariant";

  mkBoolean = tagged type.boolean (self: lib.boolToString self.value);
  mkUchar = number type.uchar;
  mkInt16 = number type.int16;
  mkUint16 = number type.uint16;
  mkInt32 = v: number type.int32 v // { __toString = self: toString self.value; };
  mkUint32 = number type.uint32;
  mkInt64 = number type.int64;
  mkUint64 = number type.uint64;
  mkDouble = tagged type.double (self: toString self.value);
  mkString = tagged type.string (self: quoted self.value);
  mkObjectpath = tagged "o" (self: "objectpath ${quoted self.value}");
  mkVariant = v: tagged type.variant (self: "<${toString self.value}>") (mkValue v);
  mkEmptyArray = t: tagged (type.arrayOf t) (self: "@${self.type} []") [ ];
  mkArray = elements:
    let
      values = map mkValue (lib.throwIf (elements == [ ]) "Please create empty array with mkEmptyArray." elements);
      one = lib.throwIfNot (all (v: v.type == (head values).type) values) "Elements in a list should have same type." (head values).type;
    in
    tagged (type.arrayOf one) (self: "@${self.type} [${joined self.value}]") values;
  mkTuple = elements:
    let values = map mkValue elements; in
    tagged (type.tupleOf (map (v: v.type) values)) (self: "@${self.type} (${joined self.value})") values;
  mkDictionaryEntry = name: value:
    let n = mkValue name; v = mkValue value; in
    tagged (type.dictionaryEntryOf n.type v.type) (self: "@${self.type} {${n},${v}}") { inherit name value; };
  mkMaybe = t: tagged (type.maybeOf t) (self: if self.value == null then "@${self.type} nothing" else "just ${toString self.value}");
  mkNothing = t: mkMaybe t null;
  mkJust = v: let value = mkValue v; in mkMaybe value.type value;

  # The type that a plain value must have; which of its types a number has, nobody can tell.
  mkValue = v:
    if isBool v then mkBoolean v
    else if isFloat v then mkDouble v
    else if isString v then mkString v
    else if isList v then mkArray v
    else if isGVariant v then v
    else if isInt v then throw "The GVariant type for number “${toString v}” is unclear.\nWrap it, as in `lib.gvariant.mkInt32`."
    else if isAttrs v then throw "Cannot construct GVariant value from an attribute set. A dictionary is an array of `lib.gvariant.mkDictionaryEntry`."
    else throw "The GVariant type of “${typeOf v}” can't be inferred.";
}
