# Command lines from sets.
{ lib }:
let
  inherit (builtins) concatLists isBool isList stringLength;
  inherit (lib) escapeShellArgs mapAttrsToList;
  text = lib.generators.mkValueStringDefault { };
in
rec {
  # optionFormat: the name to { option, sep, explicitBool, formatArg }.
  toCommandLine = optionFormat: set:
    let
      render = { option, sep, explicitBool, formatArg ? text }: value:
        if value == null || !explicitBool && value == false then [ ]
        else if !explicitBool && value == true then [ option ]
        else if sep == null then [ option (formatArg value) ]
        else [ "${option}${sep}${formatArg value}" ];
      one = name: value: if isList value then builtins.concatMap (render (optionFormat name)) value else render (optionFormat name) value;
    in
    concatLists (mapAttrsToList one set);
  toCommandLineGNU = { isLong ? name: stringLength name > 1, explicitBool ? false, formatArg ? text }: toCommandLine (name: {
    option = if isLong name then "--${name}" else "-${name}";
    sep = if isLong name then "=" else "";
    inherit explicitBool formatArg;
  });
  toCommandLineShell = optionFormat: set: escapeShellArgs (toCommandLine optionFormat set);
  toCommandLineShellGNU = options: set: escapeShellArgs (toCommandLineGNU options set);

  toGNUCommandLine =
    { mkOptionName ? k: if stringLength k == 1 then "-${k}" else "--${k}"
    , mkBool ? k: v: lib.optional v (mkOptionName k)
    , mkList ? k: builtins.concatMap (v: mkOption k v)
    , mkOption ? k: v: if v == null then [ ] else if optionValueSeparator == null then [ (mkOptionName k) (text v) ] else [ "${mkOptionName k}${optionValueSeparator}${text v}" ]
    , optionValueSeparator ? null
    }: set: concatLists (mapAttrsToList (k: v: if isBool v then mkBool k v else if isList v then mkList k v else mkOption k v) set);
  toGNUCommandLineShell = options: set: escapeShellArgs (toGNUCommandLine options set);
}
