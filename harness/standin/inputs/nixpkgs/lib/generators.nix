# Texts of values, in the formats of configuration files.
{ lib }:
let
  inherit (builtins) attrNames concatMap concatStringsSep elem filter functionArgs head isAttrs isBool isFloat isInt isList isPath isString length mapAttrs match replaceStrings tail toJSON typeOf;
  inherit (lib) concatStrings escape isDerivation isFunction mapAttrsToList splitString;
  inherit (lib.strings) escapeNixIdentifier;
in
rec {
  mkValueStringDefault = { }: value:
    let unsupported = what: abort "generators.mkValueStringDefault: ${what} not supported: ${toPretty { } value}"; in
    if isInt value || isDerivation value then toString value
    else if isString value then value
    else if isBool value then lib.boolToString value
    else if value == null then "null"
    else if isFloat value then toString value
    else unsupported (if isList value then "lists" else if isAttrs value then "attrsets" else if isFunction value then "functions" else "this value is");
  mkKeyValueDefault = { mkValueString ? mkValueStringDefault { } }: separator: key: value: "${escape [ separator ] key}${separator}${mkValueString value}";
  toKeyValue = { mkKeyValue ? mkKeyValueDefault { } "=", listsAsDuplicateKeys ? false, indent ? "" }: set:
    let
      line = key: value: indent + mkKeyValue key value + "\n";
      linesOf = key: value: if listsAsDuplicateKeys && isList value then map (line key) value else [ (line key value) ];
    in
    concatStrings (lib.concatLists (mapAttrsToList linesOf set));
  toINI = { mkSectionName ? escape [ "[" "]" ], mkKeyValue ? mkKeyValueDefault { } "=", listsAsDuplicateKeys ? false }: sections:
    concatStringsSep "\n" (mapAttrsToList (name: keys: "[${mkSectionName name}]\n" + toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } keys) sections);
  toINIWithGlobalSection = { mkSectionName ? escape [ "[" "]" ], mkKeyValue ? mkKeyValueDefault { } "=", listsAsDuplicateKeys ? false }@how: { globalSection, sections ? { } }:
    (if globalSection == { } then "" else toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } globalSection + "\n") + toINI how sections;
  toGitINI = set:
    let
      section = name: let parts = splitString "." name; in if lib.hasInfix "\"" name || length parts == 1 then name else "${head parts} \"${concatStringsSep "." (tail parts)}\"";
      quote = replaceStrings [ "\n" "\t" "\"" "\\" ] [ "\\n" "\\t" "\\\"" "\\\\" ];
      line = key: value: "\t" + mkKeyValueDefault { mkValueString = v: mkValueStringDefault { } (if isString v then "\"${quote v}\"" else v); } " = " key value;
      lines = key: value: if isList value then concatStringsSep "\n" (map (line key) value) else line key value;
      flat = path: value:
        if isAttrs value && !isDerivation value then concatMap (name: flat (path ++ [ name ]) value.${name}) (attrNames value)
        else [ (if length path > 1 then { ${concatStringsSep "." (lib.init path)}.${lib.last path} = value; } else { ${head path} = value; }) ];
    in
    toINI { mkSectionName = section; mkKeyValue = lines; } (lib.foldl lib.recursiveUpdate { } (flat [ ] set));
  toJSON = { }: builtins.toJSON;
  toYAML = toJSON;
  mkDconfKeyValue = mkKeyValueDefault { mkValueString = v: toString (lib.gvariant.mkValue v); } "=";
  toDconfINI = toINI { mkKeyValue = mkDconfKeyValue; };

  mkLuaInline = expr: { _type = "lua-inline"; inherit expr; };
  toLua = { multiline ? true, indent ? "", asBindings ? false }@how: value:
    let
      inner = "${indent}  ";
      open = if multiline then "\n${inner}" else " ";
      close = if multiline then "\n${indent}" else " ";
      go = toLua (how // { indent = if asBindings then indent else inner; asBindings = false; });
      table = items: if items == [ ] then "{}" else "{${open}${concatStringsSep ",${open}" items}${close}}";
      misnamed = filter (name: match "[[:alpha:]_][[:alnum:]_]*(\\.[[:alpha:]_][[:alnum:]_]*)*" name == null) (attrNames value);
    in
    if asBindings then
      if misnamed != [ ] then throw "Bad Lua var names: ${toPretty { } misnamed}"
      else concatStrings (mapAttrsToList (key: v: "${indent}${key} = ${go v}\n") value)
    else if value == null then "nil"
    else if isInt value || isFloat value || isString value || isBool value then builtins.toJSON value
    else if isPath value || isDerivation value then builtins.toJSON "${value}"
    else if isList value then table (map go value)
    else if value._type or null == "lua-inline" then "(${value.expr})"
    else if isAttrs value then table (mapAttrsToList (key: v: "[${builtins.toJSON key}] = ${go v}") value)
    else abort "generators.toLua: type ${typeOf value} is unsupported";

  toPlist = { escape ? false }: value:
    let
      text = if escape then lib.escapeXML else (s: s);
      go = indent: v:
        if v == null then ""
        else if isBool v then "${indent}<${lib.boolToString v}/>"
        else if isInt v then "${indent}<integer>${toString v}</integer>"
        else if isString v then "${indent}<string>${text v}</string>"
        else if isPath v then "${indent}<string>${toString v}</string>"
        else if isFloat v then "${indent}<real>${toString v}</real>"
        else if isList v then concatStringsSep "\n" ([ "${indent}<array>" ] ++ map (go "\t${indent}") v ++ [ "${indent}</array>" ])
        else concatStringsSep "\n" ([ "${indent}<dict>" ] ++ concatMap (key: if v.${key} == null then [ ] else [ "\t${indent}<key>${text key}</key>" (go "\t${indent}" v.${key}) ]) (attrNames v) ++ [ "${indent}</dict>" ]);
    in
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n${go "" value}\n</plist>";

  # As Nix would write it, for people to read.
  toPretty = { allowPrettyValues ? false, multiline ? true, indent ? "" }:
    let
      go = indent: value:
        let
          open = if multiline then "\n${indent}  " else " ";
          close = if multiline then "\n${indent}" else " ";
          lines = splitString "\n" value;
          oneLine = "\"${concatStringsSep "\\n" (map (escape [ "\\" "\"" "\${" ]) lines)}\"";
          quoted = map (replaceStrings [ "\${" "''" ] [ "''\${" "'''" ]) lines;
          ending = if lib.last quoted == "" then close else open + lib.last quoted;
          around = begin: items: end: "${begin}${open}${concatStringsSep open items}${close}${end}";
          arguments = mapAttrsToList (name: optional: if optional then "${name}?" else name) (lib.functionArgs value);
          attribute = name: v: "${escapeNixIdentifier name} = ${builtins.addErrorContext "while evaluating an attribute `${name}`" (go "${indent}  " v)};";
        in
        if isInt value then toString value
        else if isFloat value then builtins.toJSON value
        else if isString value then (if multiline && length lines > 1 then "''${open}${concatStringsSep open (lib.init quoted)}${ending}''" else oneLine)
        else if isBool value then lib.boolToString value
        else if value == null then "null"
        else if isPath value then toString value
        else if isList value then (if value == [ ] then "[ ]" else around "[" (map (go "${indent}  ") value) "]")
        else if isFunction value then (if arguments == [ ] then "<function>" else "<function, args: {${concatStringsSep ", " arguments}}>")
        else if allowPrettyValues && value ? __pretty && value ? val then value.__pretty value.val
        else if value == { } then "{ }"
        else if value.type or null == "derivation" then "<derivation ${value.name or "???"}>"
        else around "{" (mapAttrsToList attribute value) "}";
    in
    go indent;
  # Cuts a value where it is deeper than the limit, for those that are infinite.
  withRecursion = { depthLimit, throwOnDepthLimit ? true }:
    let
      own = [ "__functor" "__functionArgs" "__toString" "__pretty" ];
      cut = depth: value:
        if depthLimit == null || depth <= depthLimit then value
        else if throwOnDepthLimit then throw "Exceeded maximum eval-depth limit of ${toString depthLimit} while trying to evaluate with `generators.withRecursion'!"
        else "<unevaluated>";
      go = depth: value:
        let next = v: go (depth + 1) (cut (depth + 1) v); in
        if isAttrs value then mapAttrs (name: if elem name own then lib.id else next) value
        else if isList value then map next value
        else cut (depth + 1) value;
    in
    go 0;
}
