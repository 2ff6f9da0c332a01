# docs/options.md, made of the options themselves: `make options-reference`. Evaluated with the stand-in for nixpkgs,
# whose module system knows every option of the namespace, and nothing around it.
let
  lib = import ../harness/standin/inputs/nixpkgs/lib;
  root = toString ../.;
  namespace = "mxmlabs";

  platforms = {
    NixOS = ../shared/modules/nixos.nix;
    macOS = ../shared/modules/darwin.nix;
    home = ../shared/modules/home.nix;
  };

  optionsOf =
    platform: module:
    let
      evaluated = lib.evalModules {
        modules = [ module ];
        specialArgs = {
          inputs = { };
          pkgs = { };
        };
        free = path: lib.take 1 path != [ namespace ];
      };
    in
    map (option: { inherit option platform; }) (below evaluated.options.${namespace});

  # The options of a submodule come after the option that holds it.
  below =
    tree:
    if tree._type or null == "option" then
      [ tree ] ++ below (lib.removeAttrs (tree.type.getSubOptions tree.loc) [ "_module" ])
    else
      lib.concatMap below (lib.attrValues tree);

  name = path: lib.concatStringsSep "." path;

  # A value as it would be written in Nix, on one line.
  spell =
    value:
    if value._type or null == "literalExpression" then
      value.text
    else if lib.isList value then
      if value == [ ] then "[ ]" else "[ ${lib.concatMapStringsSep " " spell value} ]"
    else if lib.isAttrs value then
      if value == { } then
        "{ }"
      else
        "{ ${lib.concatStringsSep " " (lib.mapAttrsToList (key: one: "${key} = ${spell one};") value)} }"
    else if builtins.isPath value then
      lib.removePrefix "${root}/" (toString value)
    else
      builtins.toJSON value;

  defaultOf =
    option:
    if option ? defaultText then
      "`${spell option.defaultText}`"
    else if option ? default then
      "`${spell option.default}`"
    else
      "none: it must be set where it is used";

  entry =
    group:
    let
      inherit (lib.head group) option;
      on = map (one: one.platform) group;
    in
    ''

      ### `${name option.loc}`

      ${option.description or ""}

      - type: ${option.type.description}
      - default: ${defaultOf option}
    ''
    + lib.optionalString (option ? example) "- example: `${spell option.example}`\n"
    + "- on: ${lib.concatStringsSep ", " on}\n";

  all = lib.concatLists (lib.mapAttrsToList optionsOf platforms);
  byName = lib.groupBy (one: name one.option.loc) all;

  # One chapter for each module, by the first three names of its options.
  chapters = lib.groupBy (group: name (lib.take 3 (lib.head group).option.loc)) (lib.attrValues byName);
  chapter = title: groups: "\n## ${title}\n" + lib.concatMapStrings entry groups;
in
''
  # Options

  Every option that the modules of this tree declare, made by `make options-reference`. `<name>` stands for a name
  of your choice, `*` for an element of a list.
''
+ lib.concatStrings (lib.mapAttrsToList chapter chapters)
