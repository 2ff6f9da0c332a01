# Functions of text.
{ lib }:
let
  inherit (builtins) concatMap concatStringsSep elem filter foldl' fromJSON genList head isAttrs isList isPath isString length match replaceStrings split stringLength substring tail toJSON;
  inherit (lib) imap1 isFunction mapAttrsToList;

  keywords = [ "assert" "else" "if" "in" "inherit" "let" "or" "rec" "then" "with" ];
  digits = stringToCharacters "0123456789";
  stringToCharacters = text: genList (i: substring i 1 text) (stringLength text);
  letters = text: stringToCharacters text;
  # The code of each character that is printed, from the space on.
  printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
in
rec {
  inherit stringToCharacters;
  inherit (builtins) compareVersions concatStringsSep fromJSON isString match parseDrvName readFile replaceStrings splitVersion storeDir stringLength substring toJSON typeOf unsafeDiscardStringContext;
  replaceString = old: new: replaceStrings [ old ] [ new ];
  concatStrings = concatStringsSep "";
  concatMapStrings = f: list: concatStrings (map f list);
  concatImapStrings = f: list: concatStrings (imap1 f list);
  concatMapStringsSep = separator: f: list: concatStringsSep separator (map f list);
  concatImapStringsSep = separator: f: list: concatStringsSep separator (imap1 f list);
  concatMapAttrsStringSep = separator: f: set: concatStringsSep separator (mapAttrsToList f set);
  concatLines = concatMapStrings (line: line + "\n");
  join = concatStringsSep;
  intersperse = separator: list: if length list < 2 then list else tail (concatMap (x: [ separator x ]) list);
  optionalString = condition: text: if condition then text else "";
  replicate = n: text: concatStrings (lib.lists.replicate n text);
  stringAsChars = f: text: concatStrings (map f (stringToCharacters text));
  splitString = separator: text: filter isString (split (escapeRegex (toString separator)) (toString text));

  escape = chars: replaceStrings chars (map (c: "\\${c}") chars);
  escapeRegex = escape (letters "\\[{()^$?*+|.");
  escapeNixString = text: escape [ "$" ] (toJSON text);
  escapeNixIdentifier = name: if match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null && !elem name keywords then name else escapeNixString name;
  escapeXML = replaceStrings [ "\"" "'" "<" ">" "&" ] [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  escapeShellArg = value:
    let text = toString value; in
    if match "[[:alnum:],._+:@%/-]+" text != null then text else "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  # Only ASCII has its escapes here.
  escapeURL =
    let
      safe = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
      hex = n: "%${fixedWidthString 2 "0" (lib.toHexString n)}";
      escapes = lib.listToAttrs (lib.imap0 (i: name: { inherit name; value = hex (i + 32); }) (letters printable)) // { "\n" = "%0A"; "\t" = "%09"; "\r" = "%0D"; };
    in
    stringAsChars (c: if elem c safe then c else escapes.${c} or c);
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  toShellVar = name: value:
    if !isValidPosixName name then throw "toShellVar: ${name} is not a valid shell variable name"
    else if isAttrs value && !isStringLike value then "declare -A ${name}=(${concatMapAttrsStringSep " " (key: v: "[${escapeShellArg key}]=${escapeShellArg v}") value})"
    else if isList value then "declare -a ${name}=(${escapeShellArgs value})"
    else "${name}=${escapeShellArg value}";
  toShellVars = concatMapAttrsStringSep "\n" toShellVar;

  lowerChars = letters "abcdefghijklmnopqrstuvwxyz";
  upperChars = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  toLower = replaceStrings upperChars lowerChars;
  toUpper = replaceStrings lowerChars upperChars;
  toSentenceCase = text: toUpper (substring 0 1 text) + toLower (substring 1 (stringLength text) text);
  toCamelCase = text:
    let
      words = filter (w: isString w && w != "") (split "[^[:alnum:]]+" (concatStrings (map (p: if isList p then " ${head p}" else p) (split "([[:upper:]]+)" text))));
      capital = word: toUpper (substring 0 1 word) + toLower (substring 1 (stringLength word) word);
    in
    if words == [ ] then "" else toLower (head words) + concatMapStrings capital (tail words);

  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix = suffix: text:
    let rest = stringLength text - stringLength suffix; in
    rest >= 0 && substring rest (stringLength text) text == suffix;
  hasInfix = infix: text: length (split (escapeRegex infix) "${text}") > 1;
  removePrefix = prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (stringLength text) text else text;
  removeSuffix = suffix: text: if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
  trim = trimWith { start = true; end = true; };
  trimWith = { start ? false, end ? false }: text:
    let
      front = match "[ \t\r\n]*(.*)" text;
      back = match "(.*[^ \t\r\n])[ \t\r\n]*" (if start then head front else text);
    in
    if !end then (if start then head front else text) else if back == null then "" else head back;
  fileContents = path: removeSuffix "\n" (builtins.readFile path);

  fixedWidthString = width: fill: text:
    let missing = width - stringLength text; in
    if missing < 0 then throw "fixedWidthString: requested string length (${toString width}) must not be shorter than actual length (${toString (stringLength text)})"
    else concatStrings (genList (_: fill) missing) + text;
  fixedWidthNumber = width: n: fixedWidthString width "0" (toString n);
  floatToString = toString;
  toInt = text:
    let m = match "[[:space:]]*(0*)(-?[[:digit:]]+)[[:space:]]*" text; in
    if m == null then throw "toInt: Could not convert ${escapeNixString text} to int."
    else if head m != "" && lib.last m != "0" || match "[[:space:]]*0+[[:digit:]]+.*" text != null then throw "toInt: Ambiguity in interpretation of ${escapeNixString text} between octal and zero padded integer."
    else fromJSON (lib.last m);
  toIntBase10 = text:
    let m = match "[[:space:]]*0*(-?[[:digit:]]+)[[:space:]]*" text; in
    if m == null then throw "toIntBase10: Could not convert ${escapeNixString text} to int." else fromJSON (head m);
  charToInt = c: lib.lists.findFirstIndex (x: x == c) (throw "charToInt: ${c} is not printable") (letters printable) + 32;

  isConvertibleWithToString = value: value == null || isStringLike value || elem (builtins.typeOf value) [ "int" "float" "bool" ] || isList value && lib.all isConvertibleWithToString value;
  isStringLike = value: isString value || isPath value || value ? outPath || value ? __toString;
  isStorePath = value:
    isStringLike value && (let text = toString value; in substring 0 1 text == "/" && dirOf text == builtins.storeDir);
  sanitizeDerivationName = text:
    let
      safe = concatMapStrings (p: if isList p then "-" else p) (split "[^[:alnum:]+._?=-]+" (head (match "\\.*(.*)" (builtins.unsafeDiscardStringContext "${text}"))));
      size = stringLength safe;
    in
    if safe == "" then "unknown" else substring (lib.max (size - 207) 0) size safe;
  nameFromURL = url: separator: head (splitString separator (lib.last (splitString "/" url)));
  cmakeBool = name: value: "-D${name}:BOOL=${lib.toUpper (lib.boolToString value)}";
  cmakeFeature = name: value: "-D${name}:STRING=${value}";
  mesonOption = name: value: "-D${name}=${value}";
  mesonBool = name: value: mesonOption name (lib.boolToString value);
  mesonEnable = name: value: mesonOption name (if value then "enabled" else "disabled");
  enableFeature = condition: name: "--${if condition then "enable" else "disable"}-${name}";
  enableFeatureAs = condition: name: value: enableFeature condition name + optionalString condition "=${value}";
  withFeature = condition: name: "--${if condition then "with" else "without"}-${name}";
  withFeatureAs = condition: name: value: withFeature condition name + optionalString condition "=${value}";

  versionOlder = a: b: builtins.compareVersions b a == 1;
  versionAtLeast = a: b: !versionOlder a b;
  getName = package: if isString package then (builtins.parseDrvName package).name else package.pname or (builtins.parseDrvName package.name).name;
  getVersion = package: if isString package then (builtins.parseDrvName package).version else package.version or (builtins.parseDrvName package.name).version;
  makeSearchPath = folder: packages: concatStringsSep ":" (map (path: "${path}/${folder}") (filter (x: x != null) packages));
  makeSearchPathOutput = output: folder: packages: makeSearchPath folder (map (lib.getOutput output) packages);
  makeBinPath = makeSearchPathOutput "bin" "bin";
  makeLibraryPath = packages: makeSearchPath "lib" (map lib.getLib packages);
  makeIncludePath = makeSearchPathOutput "dev" "include";
  commonSuffixLength = a: b: lib.lists.commonPrefixLength (lib.reverseList (letters a)) (lib.reverseList (letters b));
  escapeC = chars: replaceStrings chars (map (c: "\\x${lib.fixedWidthString 2 "0" (lib.toLower (lib.toHexString (charToInt c)))}") chars);
  normalizePath = text: concatMapStrings (p: if isList p then "/" else p) (split "/+" (toString text));
  inherit (lib.modules) levenshtein levenshteinAtMost;
  commonPrefixLength = a: b: lib.lists.commonPrefixLength (letters a) (letters b);
}
