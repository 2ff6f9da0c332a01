# What the repository's modules declare outside the roots, told at `options.` and the path of the option.
#
# What modules add to the type of an option, and apply to its value, are functions: of options that inputs
# may declare too, neither its value nor its definitions say what these make of it. Where only the stand-ins
# are there (`values`), the value of any other option is told too, unless one definition says it.
#
# In: what announces and sends (tell.nix), and what the walker knows of values. Out: a walk over modules, each
# { file, value }, beside the options of the evaluation.
{
  announced,
  effect,
  encode,
  guarded,
  isOption,
  leaf,
  number,
  placesOf,
  send,
  special,
  unknownFile,
}:
let
  inherit (builtins) any attrNames attrValues foldl' head isAttrs length;

  maxNested = 10;
  holdsModules = depth: type:
    (type.getSubModules or null) != null || depth < maxNested && any (holdsModules (depth + 1)) (attrValues (type.nestedTypes or { }));
  isFunctions = option: guarded true (option ? apply || holdsModules 0 (option.type or { }));

  valueOf = option:
    let
      unset = guarded false ((option.highestPrio or 9999) == 9999 && !(option.type ? emptyValue.value));
      encoded = if unset then leaf 0 (special "unset" "") else encode option.value;
      given = option.definitionsWithLocations;
      said = guarded false (option.highestPrio != 1500 && length given == 1 && (encode (head given).value).out == encoded.out);
    in
    if said then [ ] else if encoded.errors != [ ] then [ (special "cut" "a value that does not evaluate") ] else [ encoded.out ];

  tell = values: tree: option:
    if isFunctions option then ofType
    else if values && isOption tree then valueOf tree
    else [ ];
  ofType = [ (special "function" "of its type") ];
in
{
  inherit isFunctions ofType;
  walkDeclared = { skips, values }: at: prefix: count: modules: options:
    let
      walk = at: path: count: tree: one:
        let
          place = prefix ++ [ "options" ] ++ path;
          sent = told: send at count (map (value: effect one.file { inherit value; path = place; errors = [ ]; }) told);
        in
        if skips path then count
        else announced "definitions" at place (placesOf [ { place = if one.file == unknownFile then "" else one.file; } ]) count (
          if isOption one.value then sent (tell (values path) tree one.value)
          else if isOption tree then sent ofType # options below those of a type
          else if isAttrs one.value then foldl'
            (sent: name: walk (at ++ [ name ]) (path ++ [ name ]) sent (if isAttrs tree then tree.${name} or null else null) { inherit (one) file; value = one.value.${name}; })
            count
            (attrNames one.value)
          else count);
    in
    foldl' (sent: { i, it }: walk (at ++ [ i ]) [ ] sent options it) count (number modules);
}
