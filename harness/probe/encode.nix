# What values are told as: data as it is, anything else by what it is.
#
# In: any value. Out: { out, left, errors }: what to tell, what of the bound is left, and the values
# in it that throw. It knows nothing of options and modules.
{
  exact, # whether to tell what a comparison of two evaluations needs
  placeholders, # whether packages of nixpkgs are stand-ins: any other is the repository's own
  bytes, # "\x80" to "\xff": the bytes that are no characters by themselves
}:
let
  inherit (builtins)
    attrNames concatStringsSep elem elemAt filter floor foldl' functionArgs genList hashString isFloat isList isString
    length listToAttrs map parseDrvName removeAttrs replaceStrings seq split stringLength substring toJSON tryEval typeOf
    unsafeDiscardStringContext;

  guarded = fallback: value: let tried = tryEval value; in if tried.success then tried.value else fallback;
  special = kind: text: { special = kind; text = told text; };
  maxDepth = 16;
  maxNodes = 5000;
  maxText = 1048576;

  # Texts and numbers, the same for every nix. JSON cannot hold bytes that are no UTF-8, and each nix
  # writes something else in their place: so a byte that is no ASCII is told by its number.
  told = text: if length (split "[^\t\n\r -~]" text) == 1 then text else { coded = code text; };
  code = replaceStrings ([ "%" ] ++ bytes) codes;
  codes = [ "%25" ] ++ genList (i: "%" + elemAt digits (8 + i / 16) + elemAt digits (i - i / 16 * 16)) 128;
  # JSON takes a set with one of these for what it stands for.
  codedName = name: { outPath = "%6futPath"; __toString = "%5f_toString"; }.${name} or (code name);
  digits = [ "0" "1" "2" "3" "4" "5" "6" "7" "8" "9" "a" "b" "c" "d" "e" "f" ];

  # Nix 2.8 writes six digits of a float. Its 53 bits are an integer, times a power of two.
  float = value:
    if value == 0 then (if substring 0 1 (toString value) == "-" then "-0 0" else "0 0")
    else if value < 0 then (if value * 2 == value then "-inf" else "-${binary (0 - value) 0}")
    else if value > 0 then (if value * 2 == value then "inf" else binary value 0)
    else "nan";
  binary = value: exponent:
    if value >= 9007199254740992 then binary (value / 2) (exponent + 1)
    else if value < 4503599627370496 then binary (value * 2) (exponent - 1)
    else "${toString (floor value)} ${toString exponent}";

  # Values. Sets are wrapped, so that a set of the user's cannot look like a special. `left` is how
  # many parts a value may still have: every function gives what remains of it beside its result.
  # `errors` are the values in it that throw: tryEval does not give their text.
  encodeAny = depth: left: value:
    let tried = tryEval value;
    in if tried.success then encodeKnown depth left tried.value else throwing left value;
  leaf = left: out: { left = left - 1; inherit out; errors = [ ]; };
  throwing = left: value: leaf left (special "error" "it throws") // { errors = [ value ]; };

  encodeKnown = depth: left: value:
    let type = typeOf value;
    in
    if type == "string" then leaf left (text (unsafeDiscardStringContext value))
    else if type == "path" then leaf left (special "path" (toString value))
    else if type == "lambda" then leaf left (special "function" (arguments (functionArgs value)))
    else if type == "list" then
      if depth >= maxDepth then leaf left tooDeep
      else let all = gather (left: item: let one = encodeAny (depth + 1) left item; in one // { out = [ one.out ]; }) (left - 1) value; in
      { inherit (all) left errors; out = all.out ++ (if all.taken < length value then [ (more all value) ] else [ ]); }
    else if type == "set" then encodeSet depth left value
    else if type == "float" then leaf left (special "float" (float value))
    else leaf left value;
  tooDeep = special "cut" "deeper than ${toString maxDepth} levels";
  more = all: items: special "cut" "${toString (length items - all.taken)} more";
  text = value:
    if stringLength value <= maxText then (let coded = told value; in if isString coded then coded else { special = "text"; text = coded; })
    else special "cut" "a text of ${toString (stringLength value)} bytes, sha256:${hashString "sha256" value}";

  # Joins the lists that f makes of items, until nothing is left.
  gather = f: left: foldl'
    (all: item:
      if all.left <= 0 then all
      else let one = f all.left item; out = all.out ++ one.out; in seq one.left (seq out { inherit (one) left; inherit out; errors = if one.errors == [ ] then all.errors else all.errors ++ one.errors; taken = all.taken + 1; }))
    { inherit left; out = [ ]; errors = [ ]; taken = 0; };

  encodeSet = depth: left: value:
    let
      kind = guarded null (value._type or null);
      names = attrNames value;
      coded = builtins.any (name: !isString (told name)) names || value ? outPath || value ? __toString;
      all = gather (left: name: let one = encodeAny (depth + 1) left value.${name}; in one // { out = [ { name = if coded then codedName name else name; value = one.out; } ]; }) (left - 1) names;
    in
    if value ? mxmcheckStub then leaf left (special "stub" (guarded "?" (builtins.replaceStrings [ "<mxmcheck: not seen>" ] [ "<function>" ] value.mxmcheckStub.text)) // (if exact then { made = guarded "" value.mxmcheck.made; } else { }))
    else if guarded null (value.type or null) == "derivation" && (value ? drvPath || value ? outPath) then encodePackage left value
    else if isString kind then leaf left (special "cut" "a value of type ${kind}")
    else if value ? __functor then leaf left (special "function" (arguments (guarded { } (value.__functionArgs or { }))))
    else if value ? outPath && isPlace names value then leaf left (special "path" (guarded "?" (unsafeDiscardStringContext (toString value.outPath))))
    else if depth >= maxDepth then leaf left tooDeep
    else { inherit (all) left errors; out.${if coded then "codedSet" else "set"} = listToAttrs all.out // (if all.taken < length names then { "…" = more all names; } else { }); };

  # A package that nixpkgs refuses is an error: some have no name then, others no derivation.
  encodePackage = left: value:
    let name = tryEval (derivationName value); in
    if !name.success then throwing left value.name
    else if !(guarded true (value.meta.available or true)) && !(tryEval value.drvPath).success then throwing left value.drvPath
    else leaf left (special "derivation" name.value // (if exact then { made = told (guarded "" (madeOf value)); } else { }));

  # What tells a package from others of its name: what it is made from, and what `//` changed since. One of nixpkgs is
  # compared by its derivation, elsewhere.
  madeOf = value:
    if value ? mxmcheck.made then concatStringsSep " " [ value.mxmcheck.made (value.outPath or "") (whole (value.meta or { })) ]
    else if placeholders && value ? drvAttrs then concatStringsSep " " [ "derivation" (value.outputName or "") (whole value.drvAttrs) (whole (value.meta or { })) ]
    else "";
  # Whether a set is no more than the place that it stands for: a source is, and an input.
  isPlace = names: value: names == [ "outPath" ] || builtins.any (name: value ? ${name}) [ "narHash" "sourceInfo" "inputs" "_isLibCleanSourceWith" ];
  whole = value:
    let one = encodeAny 0 maxMade value; text = toJSON one.out; in
    if one.errors != [ ] || one.left <= 0 || length (split "\"special\":\"(function|cut)\"" text) > 1 then "${text} ${notSeen}" else text;
  maxMade = 2000;
  notSeen = "<mxmcheck: not seen>"; # as the stand-ins say of what is made by functions

  # The version would change with every update of nixpkgs.
  derivationName = value: value.pname or (parseDrvName value.name).name;
  arguments = args: if args == { } then "_" else "{ ${concatStringsSep ", " (attrNames args)} }";

  # Types, composed: `name` alone is "listOf".
  typeName = depth: type:
    let
      nested = guarded { } (type.nestedTypes or { });
      parts = if depth >= 4 then [ "…" ] else map (one: parenthesised (typeName (depth + 1) nested.${one})) (attrNames nested);
      name = guarded "?" (type.name or "?");
    in
    if name == "enum" then "enum ${guarded "?" (choice (type.functor.payload.values or type.functor.payload or "?"))}"
    else if elem name [ "submodule" "anything" "deferredModule" ] then name
    else concatStringsSep " " ([ name ] ++ parts);
  choice = value:
    if isFloat value then "<float ${float value}>"
    else if isString value then toJSON (let coded = told value; in if isString coded then coded else coded.coded)
    else if isList value then "[${concatStringsSep "," (map choice value)}]"
    else toJSON value;
  parenthesised = text: if filter (c: c == " ") (genList (i: substring i 1 text) (stringLength text)) == [ ] then text else "(${text})";

  # Where the condition of a whole module throws, each of its definitions does.
  pushDown = condition: content:
    let under = content: { _type = "if"; inherit condition content; }; in
    if !(tryEval content).success || !builtins.isAttrs content then null
    else if content ? contents && guarded null content._type == "merge" then content // { contents = map under content.contents; }
    else if content ? _type then null
    else builtins.mapAttrs (_: under) content;
  isSetOf = path: value:
    !(value ? _type || value ? outPath || value ? __functor || isPackage value) && (attrNames value != [ ] || path == [ ]) && length path < maxDepth * 2;
  # Only what may be one is looked into: an attribute `type` may be anything. Comparing sets would too.
  isPackage = value: value ? type && (value ? name || value ? pname || value ? drvPath) && guarded null value.type == "derivation";
in
{
  inherit gather guarded isPackage isSetOf leaf maxDepth maxNodes pushDown special throwing told typeName;
  encode = encodeAny 0 maxNodes;
  encodeForced = encodeKnown 0 maxNodes;
}
