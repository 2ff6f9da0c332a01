# Reading an accepted snapshot in Nix, as far as a comparison of values needs it. `mxmcheck snapshot --check` knows more:
# types, priorities, files, and the definitions outside the namespace.
{ lib }:
let
  # A record is `path = value` on one or more lines, and a line of types and files that begins with "    : ".
  recordsOf =
    text:
    let
      options = lib.head (builtins.split "\neffects" text);
      body = lib.concatMapStrings (line: "${line}\n") (lib.tail (lib.splitString "\n" options));
    in
    map recordOf (
      lib.filter (part: lib.isString part && builtins.match "\n*" part == null) (builtins.split "\n    : [^\n]*\n" body)
    );

  # The first line names the option roots that are recorded whole.
  rootsOf =
    text:
    let
      header = builtins.match "mxmcheck 1 [^\n]* root=([^ \n]*)[^\n]*\n.*" text;
    in
    if header == null then
      throw "no snapshot that this mxmcheck reads: ${lib.head (lib.splitString "\n" text)}"
    else
      lib.filter (root: root != "" && root != "\"\"") (lib.splitString "," (lib.head header));

  recordOf =
    text:
    let
      lines = lib.splitString "\n" text;
      first = builtins.match "(([^\" ]|\"([^\"\\\\]|\\\\.)*\")+) = (.*)" (lib.head lines);
    in
    if first == null then
      throw "no record of a snapshot: ${lib.head lines}"
    else
      {
        path = map segmentOf (lib.filter lib.isList (builtins.split segment (lib.head first)));
        name = lib.head first;
        value = lib.concatStringsSep "\n" ([ (lib.last first) ] ++ lib.tail lines);
      };

  # A name, a name in quotes, or the place in a list in brackets.
  segment = "(\"([^\"\\\\]|\\\\.)*\"|[[][0-9]+[]]|[^.\"]+)";
  segmentOf =
    parts:
    let
      part = lib.head parts;
      place = builtins.match "[[]([0-9]+)[]]" part;
    in
    if place != null then
      lib.toInt (lib.head place)
    else if lib.hasPrefix "\"" part then
      builtins.fromJSON part
    else
      part;

  # What stands at a path: { found; value; }.
  lookUp =
    path: value:
    let
      next = lib.head path;
      inside = if lib.isInt next then lib.isList value && next < lib.length value else value ? ${next};
    in
    if path == [ ] then
      {
        found = true;
        inherit value;
      }
    else if !inside then
      { found = false; }
    else
      lookUp (lib.tail path) (if lib.isInt next then lib.elemAt value next else value.${next});

  # A value as a snapshot spells it; null for what only the harness can spell.
  spell =
    root: indent: value:
    if lib.isString value then
      spellString indent value
    else if lib.isFunction value then
      null
    else if builtins.isPath value then
      "<path ${builtins.toJSON (lib.removePrefix "${root}/" (toString value))}>"
    else if lib.isDerivation value then
      "<derivation ${builtins.toJSON (value.pname or (builtins.parseDrvName value.name).name)}>"
    else if lib.isList value then
      spellAll indent "[" "]" (map (one: spell root "${indent}  " one) value)
    else if lib.isAttrs value then
      spellAll indent "{" "}" (
        lib.mapAttrsToList (
          name: one:
          let
            text = spell root "${indent}  " one;
          in
          if text == null then null else "${builtins.toJSON name} = ${text}"
        ) value
      )
    else
      builtins.toJSON value;

  spellAll =
    indent: open: close: texts:
    if lib.elem null texts then
      null
    else if texts == [ ] then
      "${open} ${close}"
    else
      "${open}\n${lib.concatMapStrings (text: "${indent}  ${text}\n") texts}${indent}${close}";

  # A text of several lines is a block.
  spellString =
    indent: plain:
    let
      text = builtins.unsafeDiscardStringContext plain;
      line = one: "${indent}  |${lib.optionalString (one != "") " ${one}"}\n";
    in
    if lib.hasInfix "\n" (lib.removeSuffix "\n" text) then
      "''\n${lib.concatMapStrings line (lib.splitString "\n" text)}${indent}''"
    else
      builtins.toJSON text;

  # A snapshot spells a place in the store without its hash, and one that was accepted with stand-ins has other places
  # altogether: of a text that names one, the rest is compared.
  sameText =
    root: shown: accepted:
    shown == accepted
    || lib.hasInfix "/nix/store/" shown && withoutPlaces root shown == withoutPlaces root accepted;

  withoutPlaces =
    root: text:
    lib.concatMapStrings (part: if lib.isString part then part else "<a place in the store>") (
      builtins.split placeInStore (lib.replaceStrings [ (toString root) ] [ "." ] text)
    );

  placeInStore = "/nix/store/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+|/placeholder/[A-Za-z0-9+._?=-]+|<store [^<> ]+>|<[A-Za-z0-9_-]+>";

  differencesOf =
    root: config: record:
    let
      now = builtins.tryEval (
        let
          at = lookUp record.path config;
          text = if at.found then spell root "" at.value else "nothing";
        in
        builtins.seq text text
      );
      shown = if now.success then now.value else "<unset>";
    in
    # Functions and what the harness cut off are told by their first word, and not compared.
    lib.optional (
      builtins.match "<(function|error|secret|cut).*" record.value == null
      && shown != null
      && !(sameText root shown record.value)
    ) "${record.name} is ${shown}, accepted was ${record.value}";

  # Options that no record is about. A record of a set covers what is below it.
  added =
    records: name: value:
    let
      whole = lib.any (record: record.path == [ ]) records;
      below = lib.groupBy (record: toString (lib.head record.path)) (
        lib.filter (record: record.path != [ ]) records
      );
    in
    if whole then
      [ ]
    else if records == [ ] || !(lib.isAttrs value) then
      lib.optional (records == [ ]) "${name} is not in the snapshot"
    else
      lib.concatLists (
        lib.mapAttrsToList (
          child: added (map (record: record // { path = lib.tail record.path; }) (below.${child} or [ ])) "${name}.${child}"
        ) value
      );
in
/**
  What a host's options differ in from its accepted snapshot: a list of lines, empty when nothing does.

  # Inputs

  `text`
  : the snapshot

  `config`
  : the host's configuration

  `root`
  : where the flake stands in the store; paths below it are written without it
*/
{
  text,
  config,
  root,
}:
let
  records = recordsOf text;
  addedBelow =
    rootPath:
    let
      at = map segmentOf (lib.filter lib.isList (builtins.split segment rootPath));
      inRoot = lib.filter (record: lib.take (lib.length at) record.path == at) records;
      below = map (record: record // { path = lib.drop (lib.length at) record.path; }) inRoot;
      value = lookUp at config;
    in
    lib.optionals value.found (added below rootPath value.value);
in
lib.concatMap (differencesOf root config) records ++ lib.concatMap addedBelow (rootsOf text)
