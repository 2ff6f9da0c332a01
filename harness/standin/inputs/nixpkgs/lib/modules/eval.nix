# Evaluates modules: what they import, the options, their values, and what is left over.
#
# Two arguments are not those of the lib that this stands in for: `free`, which paths may be
# defined without an option, and `skipEffects`, which definitions are not recorded as effects.
{ lib }:
let
  inherit (builtins) addErrorContext attrNames filter head isAttrs mapAttrs removeAttrs seq;
  inherit (lib) mkOption recursiveUpdate types;
  inherit (lib.modules) collectModules  mkDefault optionTree suggestions;
  inherit (lib.options) showDefs showOption;
  inherit (import ../../mode.nix) unknown;

  # The module system's own options.
  ownModule = { prefix, specialArgs, extendModules, type }: {
    _file = "lib/modules.nix";
    key = "lib/modules.nix";
    options._module = {
      args = mkOption ({ type = types.lazyAttrsOf types.raw; description = "Arguments of modules."; } // (if prefix == [ ] then { } else { internal = true; }));
      check = mkOption { type = types.bool; default = true; internal = true; description = "Whether a definition needs an option."; };
      freeformType = mkOption { type = types.nullOr types.optionType; default = null; internal = true; description = "The type of what is defined without an option."; };
      specialArgs = mkOption { readOnly = true; internal = true; description = "Arguments that imports may depend on."; };
    };
    config._module = { args = { inherit extendModules; moduleType = type; }; inherit specialArgs; };
  };

  namespaces = map (lib.splitString ".") (builtins.fromJSON (builtins.readFile ../../namespaces.json));
  strict = path: builtins.any (ns: lib.take (builtins.length ns) path == ns) namespaces;

  # What the repository reads with a default, and no own option tells: where nothing may be taken for
  # known that is not, the option of an input that it may be is an error, and the default is not taken.
  defaulted = filter (path: !strict path && head path != "nixpkgs") (builtins.fromJSON (builtins.readFile ../../defaulted.json));
  withUnknown = withMissing { nested = false; missing = here: unknown "the option ${showOption here} is not known to the stand-ins"; } [ ];
  # A set with what stands at the paths and is not there. nested: a group that is not there is one, with that in it.
  withMissing = { nested, missing }@how: prefix: paths: set: set // mapAttrs
    (name: below:
      let here = prefix ++ [ name ]; rest = filter (path: path != [ ]) (map builtins.tail below); in
      if set ? ${name} then (if rest != [ ] && isLevel set.${name} then withMissing how here rest set.${name} else set.${name})
      else if nested && rest != [ ] then withMissing how here rest { }
      else missing here)
    (builtins.groupBy head paths);
  # What it looks for among the options is there, without being known: options that an input declares.
  looked = class: filter (path: !strict path && !(builtins.elem (head path) (elsewhere.${toString class} or [ ]))) (builtins.fromJSON (builtins.readFile ../../looked.json));
  # What only hosts of another kind have: whoever looks for it wants to know that.
  elsewhere = {
    nixos = [ "homebrew" "launchd" ];
    darwin = [ "boot" "containers" "fileSystems" "specialisation" "swapDevices" "virtualisation" ];
    homeManager = [ "boot" "containers" "environment" "fileSystems" "homebrew" "networking" "security" "swapDevices" "users" "virtualisation" ];
  };
  withLooked = withMissing { nested = true; missing = here: unknown "whether the option ${showOption here} is declared is not known to the stand-ins"; } [ ];
  isLevel = v: isAttrs v && !(v ? _type || v ? outPath || v ? __functor || v ? mxmcheckStub || v ? drvPath || v ? mxmcheck);

  # Why a definition without an option cannot be: the closest names, or that there are none.
  unknownOption = prefix: options: def:
    let
      path = prefix ++ def.prefix;
      message = "The option `${showOption path}' does not exist. Definition values:${showDefs [ def ]}${suggestions path (lib.init def.prefix) options}";
    in
    if attrNames options != [ "_module" ] then throw message
    else if prefix == [ ] then throw "${message}\n\nIt seems as if you're trying to declare an option by placing it into `config' rather than `options'!\n"
    else throw "${message}\n\nHowever there are no options defined in `${showOption prefix}'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in `types.submodule'\nunder `config' rather than `options'.\n";
in
{
  evalModules =
    { modules, prefix ? [ ], specialArgs ? { }, class ? null, args ? { }, check ? true, free ? (_: false), skipEffects ? (_: false) }@given:
    let
      legacy = (if given ? args then [ { config._module.args = args; } ] else [ ]) ++ (if given ? check then [ { config._module.check = mkDefault check; } ] else [ ]);
      # Arguments of modules that nothing can change.
      fixed = {
        inherit lib specialArgs;
        options = if !free (prefix ++ [ "_" ]) || looked class == [ ] then options else withLooked (looked class) options;
        _class = class;
        _prefix = prefix;
        config = addErrorContext "if you get an infinite recursion here, you probably reference `config` in `imports`. If you are trying to achieve a conditional import behavior dependent on `config`, consider importing unconditionally, and using `mkEnableOption` and `mkIf` to control its effect." config;
      } // specialArgs;
      collected = collectModules {
        inherit class;
        modulesPath = specialArgs.modulesPath or "";
        args = fixed;
        modules = modules ++ legacy ++ [ (ownModule { inherit prefix specialArgs extendModules type; }) ];
      };
      # The last one's definitions come first.
      # A module of a stubbed input may declare any option that is none of the repository's own.
      mayDeclare = if !collected.hasStubs then free else path: free path || !strict (lib.drop (builtins.length prefix) path);
      tree = optionTree { free = mayDeclare; inherit prefix; modules = lib.reverseList collected.modules; };
      inherit (tree) options;

      freeform = tree.config._module.freeformType;
      freeformDefs = map (def: { inherit (def) file; value = lib.setAttrByPath def.prefix def.value; }) tree.unmatched;
      known =
        if freeform == null then tree.config
        else recursiveUpdate (if freeformDefs == [ ] then { } else freeform.merge prefix freeformDefs) tree.config;
      # Only hosts and homes have options that are not here.
      config = if !free (prefix ++ [ "_" ]) || defaulted == [ ] then known else withUnknown defaulted known;

      lost = config._module.check && freeform == null && tree.unmatched != [ ];
      checked = seq (if lost then unknownOption prefix options (head tree.unmatched) else null);

      extendModules = { modules ? [ ], specialArgs ? { }, prefix ? given.prefix or [ ] }: lib.evalModules (removeAttrs given [ "args" "check" ] // {
        modules = given.modules ++ legacy ++ modules;
        specialArgs = given.specialArgs or { } // specialArgs;
        inherit prefix;
      });
      type = types.submoduleWith { inherit modules specialArgs class free skipEffects; };
    in
    {
      _type = "configuration";
      options = checked options;
      config = checked (removeAttrs config [ "_module" ]);
      _module = checked config._module;
      inherit (collected) graph;
      inherit extendModules type class;
      mxmcheck = {
        definitions = map (m: { file = m._file; value = m.config; }) (lib.reverseList collected.modules);
        declared = map (m: { file = m._file; value = m.options; }) (filter (m: m.options != { } && m._file != "lib/modules.nix") (lib.reverseList collected.modules));
        skips = path: skipEffects path || path == [ "_module" ];
        # Modules that are imported and disabled by name: those of inputs are told to them.
        named = map (one: one // { path = [ "imports" ]; }) collected.imported ++ map (one: one // { path = [ "disabledModules" ]; }) collected.disabled;
      };
    };
}
