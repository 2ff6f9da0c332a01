# Options: declaring them, merging their definitions, and showing them in messages.
{ lib }:
let
  inherit (builtins) all concatLists concatMap concatStringsSep filter foldl' head isAttrs isBool isFunction isInt isList isString length mapAttrs match removeAttrs tail tryEval;
  inherit (lib) types;

  useForce = "Use `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.\n";
in
rec {
  isOption = value: value._type or "" == "option";

  # The arguments are named so that a misspelled one is an error.
  mkOption = { default ? null, defaultText ? null, example ? null, description ? null, relatedPackages ? null, type ? null, apply ? null, internal ? null, visible ? null, readOnly ? null }@given: given // { _type = "option"; };

  mkEnableOption = name: mkOption { type = types.bool; default = false; example = true; description = "Whether to enable ${name}."; };

  # name and default: a name in pkgs, or the path to it. `default = null` leaves it undefined.
  mkPackageOption = pkgs: name: { nullable ? false, default ? name, example ? null, extraDescription ? "", pkgsText ? "pkgs" }:
    let
      path = lib.toList default;
      shown = lib.showAttrPath path;
      ofDefault = {
        default = lib.attrByPath path (throw "${shown} cannot be found in ${pkgsText}") pkgs;
        defaultText = literalExpression "${pkgsText}.${shown}";
      };
    in
    mkOption ({
      type = if nullable then types.nullOr types.package else types.package;
      description = "The ${if isList name then lib.last name else name} package to use.${if extraDescription == "" then "" else " "}${extraDescription}";
    }
    // (if default != null then ofDefault else if nullable then { default = null; } else { })
    // (if example == null then { } else { example = literalExpression (if isList example then "${pkgsText}.${lib.showAttrPath example}" else example); }));

  mkSinkUndeclaredOptions = given: mkOption ({
    internal = true;
    visible = false;
    default = false;
    description = "Sink for option definitions.";
    type = types.mkOptionType { name = "sink"; merge = _: _: false; };
    apply = _: throw "Option value is not readable because the option is not declared.";
  } // given);

  # For options without a type: by what the values are.
  mergeDefaultOption = loc: defs:
    let values = getValues defs; in
    if length values == 1 then head values
    else if all isFunction values then argument: mergeDefaultOption loc (map (f: { value = f argument; file = unknownModule; }) values)
    else if all isList values then concatLists values
    else if all isAttrs values then foldl' (a: b: a // b) { } values
    else if all isBool values then builtins.any (v: v) values
    else if all isString values then concatStringsSep "" values
    else if all isInt values && all (v: v == head values) values then head values
    else throw "Cannot merge definitions of `${showOption loc}'. Definition values:${showDefs defs}";

  mergeOneOption = mergeUniqueOption { message = ""; };
  mergeUniqueOption = { message, merge ? _: defs: (head defs).value }: loc: defs:
    if length defs == 1 then merge loc defs
    else throw "The option `${showOption loc}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefs defs}\n${useForce}";

  mergeEqualOption = loc: defs:
    let
      first = head defs;
      others = filter (def: def.value != first.value) (tail defs);
    in
    if length defs == 1 || others == [ ] then first.value
    else throw "The option `${showOption loc}' has conflicting definition values:${showDefs [ first (head others) ]}\n${useForce}";

  getValues = map (def: def.value);
  getFiles = map (def: def.file);

  literalExpression = text: if isString text then { _type = "literalExpression"; inherit text; } else throw "literalExpression expects a string.";
  literalMD = text: if isString text then { _type = "literalMD"; inherit text; } else throw "literalMD expects a string.";
  literalCode = language: text: literalMD "```${language}\n${text}\n```\n";

  unknownModule = "<unknown-file>";
  showOption = path: concatStringsSep "." (map (part: if part == "*" || match "<(.*)>" part != null then part else lib.strings.escapeNixIdentifier part) path);
  showFiles = files: concatStringsSep " and " (map (file: "`${file}'") files);
  showOptionWithDefLocs = option: "${showOption option.loc}, with values defined in:\n${concatStringsSep "\n" (map (file: "  - ${file}") option.files)}\n";

  # At most five lines of each value; nothing of one that throws.
  showDefs = defs:
    let
      text = value: lib.generators.toPretty { } (lib.generators.withRecursion { depthLimit = 10; throwOnDepthLimit = false; } value);
      show = def:
        let
          shown = tryEval (text def.value);
          lines = lib.splitString "\n" shown.value;
          cut = concatStringsSep "\n    " (lib.take 5 lines ++ (if length lines > 5 then [ "..." ] else [ ]));
        in
        "\n- In `${def.file}'" + (if !shown.success then "" else if length lines > 1 then ":\n    ${cut}" else ": ${cut}");
    in
    concatStringsSep "" (map show defs);

  # What a manual shows of options and of the options below them.
  optionAttrSetToDocList = optionAttrSetToDocList' [ ];
  optionAttrSetToDocList' = _: options:
    let
      isShown = option: let visible = option.visible or true; in if isBool visible then visible else visible == "shallow";
      document = option: {
        inherit (option) loc;
        name = showOption option.loc;
        description = option.description or null;
        declarations = filter (file: file != unknownModule) option.declarations;
        internal = option.internal or false;
        visible = isShown option;
        readOnly = option.readOnly or false;
        type = option.type.description or "unspecified";
      }
      // (if option ? example then { example = renderOptionValue option.example; } else { })
      // (if option ? defaultText || option ? default then { default = renderOptionValue (option.defaultText or option.default); } else { })
      // (if option.relatedPackages or null != null then { inherit (option) relatedPackages; } else { });
      below = option:
        let visible = option.visible or true; in
        if (if isBool visible then visible else visible == "transparent") then optionAttrSetToDocList' option.loc (option.type.getSubOptions option.loc) else [ ];
    in
    concatMap (option: [ (document option) ] ++ below option) (lib.collect isOption options);

  renderOptionValue = value:
    if value ? _type && value ? text then value
    else literalExpression (lib.generators.toPretty { multiline = true; allowPrettyValues = true; } value);
  scrubOptionValue = value:
    if lib.isDerivation value then { type = "derivation"; drvPath = value.name; outPath = value.name; inherit (value) name; }
    else if isList value then map scrubOptionValue value
    else if isAttrs value then mapAttrs (_: scrubOptionValue) (removeAttrs value [ "_args" ])
    else value;
}
