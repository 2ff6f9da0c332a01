# Modules that keep an option's old name working, and tell of it.
{ lib }:
let
  inherit (builtins) any filter foldl';
  inherit (lib) attrByPath getAttrFromPath mkIf mkMerge mkOption mkOverride recursiveUpdate setAttrByPath types;
  inherit (lib.options) showFiles showOption;
  inherit (lib.modules) defaultOverridePriority;

  mkAliasAndWrapDefinitions = wrap: option: mkIf option.isDefined (wrap (mkMerge option.definitions));
  mkAliasAndWrapDefsWithPriority = wrap: option:
    let priority = option.highestPrio or defaultOverridePriority;
    in mkIf option.isDefined (wrap (mkMerge (map (mkOverride priority) option.definitions)));

  # The old option has the type and the value of the new one; its definitions go to the new one.
  doRename = { from, to, visible, warn, use, withPriority ? true, condition ? true }: { config, options, ... }:
    let
      old = getAttrFromPath from options;
      wrap = if withPriority then mkAliasAndWrapDefsWithPriority else mkAliasAndWrapDefinitions;
      renamed = "The option `${showOption from}' defined in ${showFiles old.files} has been renamed to `${showOption to}'.";
    in
    {
      options = setAttrByPath from (mkOption {
        inherit visible;
        description = "Alias of {option}`${showOption to}`.";
        type = (attrByPath to { } options).type or (types.submodule { });
        apply = _: use (attrByPath to (abort "Renaming error: option `${showOption to}' does not exist.") config);
      });
      config = mkIf condition (mkMerge [
        (if options ? warnings then { warnings = if warn && old.isDefined then [ renamed ] else [ ]; } else { })
        (wrap (setAttrByPath to) old)
      ]);
    };

  unchanged = "_mkMergedOptionModule";
in
rec {
  inherit doRename mkAliasAndWrapDefinitions mkAliasAndWrapDefsWithPriority;
  mkAliasDefinitions = mkAliasAndWrapDefinitions lib.id;
  mkDerivedConfig = option: f: mkOverride (option.highestPrio or defaultOverridePriority) (f option.value);

  mkAliasOptionModule = from: to: doRename { inherit from to; visible = true; warn = false; use = lib.id; };
  mkAliasOptionModuleMD = mkAliasOptionModule;
  mkRenamedOptionModule = from: to: doRename {
    inherit from to;
    visible = false;
    warn = true;
    use = builtins.trace "Obsolete option `${showOption from}' is used. It was renamed to `${showOption to}'.";
  };
  mkRenamedOptionModuleWith = { from, to, sinceRelease }:
    let old = lib.oldestSupportedReleaseIsAtLeast sinceRelease; in
    doRename { inherit from to; visible = false; warn = old; use = lib.warnIf old "Obsolete option `${showOption from}' is used. It was renamed to `${showOption to}'."; };

  mkRemovedOptionModule = path: instead: { options, ... }: {
    options = setAttrByPath path (mkOption {
      visible = false;
      apply = _: throw "The option `${showOption path}' can no longer be used since it's been removed. ${instead}";
    });
    config.assertions =
      let option = getAttrFromPath path options; in
      [
        {
          assertion = !option.isDefined;
          message = "The option definition `${showOption path}' in ${showFiles option.files} no longer has any effect; please remove it.\n${instead}\n";
        }
      ];
  };

  # One option made of several old ones, whose type was another.
  mkMergedOptionModule = from: to: merge: { config, options, ... }:
    let
      isSet = path: getAttrFromPath path config != unchanged;
      changed = path: "The option `${showOption path}' defined in ${showFiles (getAttrFromPath path options).files} has been changed to `${showOption to}' that has a different type. Please read `${showOption to}' documentation and update your configuration accordingly.";
    in
    {
      options = foldl' recursiveUpdate { } (map (path: setAttrByPath path (mkOption { visible = false; default = unchanged; })) from);
      config = { warnings = map changed (filter isSet from); } // setAttrByPath to (mkMerge (if any isSet from then [ (merge config) ] else [ ]));
    };
  mkChangedOptionModule = from: mkMergedOptionModule [ from ];
}
