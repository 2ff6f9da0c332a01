# Types whose values are made by modules.
{ lib }:
let
  inherit (builtins) attrNames intersectAttrs isAttrs isFunction length;
  inherit (lib) setDefaultModuleLocation showOption types;
  inherit (types) checkedDefs defaultFunctor mkOptionType phrase richCheck richMerge;

  isModule = value: isAttrs value || lib.isFunction value || types.path.check value;
  unchecked = { _file = "<stand-in>"; config._module.check = lib.mkForce false; };

  # Of two declarations' settings: the one that is given, or both if they are the same.
  one = what: unset: a: b:
    if a == unset then b
    else if b == unset || a == b then a
    else throw "A submoduleWith option is declared multiple times with conflicting ${what}";
  both = a: b:
    let again = attrNames (intersectAttrs a.specialArgs b.specialArgs); in
    {
      modules = a.modules ++ b.modules;
      specialArgs = if again == [ ] then a.specialArgs // b.specialArgs else throw "A submoduleWith option is declared multiple times with the same specialArgs \"${toString again}\"";
      class = one "class values \"${toString a.class}\" and \"${toString b.class}\"." null a.class b.class;
      shorthandOnlyDefinesConfig = one "shorthandOnlyDefinesConfig values" null a.shorthandOnlyDefinesConfig b.shorthandOnlyDefinesConfig;
      description = one "descriptions" null a.description b.description;
      free = path: a.free path || b.free path;
      skipEffects = path: a.skipEffects path || b.skipEffects path;
    };
in
{
  submodule = modules: types.submoduleWith { modules = lib.toList modules; shorthandOnlyDefinesConfig = true; };

  # free, skipEffects: as evalModules takes them.
  submoduleWith = { modules, specialArgs ? { }, shorthandOnlyDefinesConfig ? false, description ? null, class ? null, free ? (_: false), skipEffects ? (_: false) }@given:
    let
      base = lib.evalModules {
        inherit class specialArgs free skipEffects;
        modules = [ { _module.args.name = lib.mkOptionDefault "‹name›"; } ] ++ modules;
      };
      # A set defines config alone, if it may; anything else is a module.
      asModule = { value, file }: if isAttrs value && shorthandOnlyDefinesConfig == true then { _file = file; config = value; } else setDefaultModuleLocation file value;
      documented = prefix: base.extendModules { inherit prefix; modules = [ unchecked ]; };
      described = (documented [ ])._module.freeformType;
    in
    mkOptionType {
      name = "submodule";
      description =
        if description != null then description
        else if described ? description then "open submodule of ${phrase [ "noun" "composite" ] described}"
        else "submodule";
      check = richCheck isModule;
      merge = richMerge ({ loc, defs }:
        let configuration = base.extendModules { prefix = loc; modules = [ { _module.args.name = lib.last loc; } ] ++ map (def: asModule { inherit (def) file value; }) defs; }; in
        { headError = checkedDefs isModule defs; value = configuration.config; valueMeta = { inherit configuration; }; });
      emptyValue.value = base.config;
      getSubOptions = prefix:
        let eval = documented prefix; in
        eval.options // (if eval._module.freeformType == null then { } else { _freeformOptions = eval._module.freeformType.getSubOptions prefix; });
      getSubModules = modules;
      substSubModules = modules: types.submoduleWith (given // { inherit modules; });
      nestedTypes = if base._module.freeformType == null then { } else { inherit (base._module) freeformType; };
      functor = defaultFunctor "submodule" // {
        payload = { inherit modules specialArgs shorthandOnlyDefinesConfig description class free skipEffects; };
        type = types.submoduleWith;
        binOp = both;
      };
    };

  # A module that is kept, to be evaluated elsewhere.
  deferredModule = types.deferredModuleWith { };
  deferredModuleWith = { staticModules ? [ ] }: mkOptionType {
    name = "deferredModule";
    description = "module";
    descriptionClass = "noun";
    check = isModule;
    merge = loc: defs: { imports = staticModules ++ map (def: setDefaultModuleLocation "${def.file}, via option ${showOption loc}" def.value) defs; };
    inherit (types.submoduleWith { modules = staticModules; }) getSubOptions getSubModules;
    substSubModules = modules: types.deferredModuleWith { staticModules = modules; };
    functor = defaultFunctor "deferredModuleWith" // {
      payload = { inherit staticModules; };
      type = types.deferredModuleWith;
      binOp = a: b: { staticModules = a.staticModules ++ b.staticModules; };
    };
  };

  optionType = mkOptionType {
    name = "optionType";
    description = "optionType";
    descriptionClass = "noun";
    check = types.isOptionType;
    merge = loc: defs:
      let decl = def: { _file = def.file; pos = null; options = lib.mkOption { type = def.value; }; }; in
      if length defs == 1 then (builtins.head defs).value
      else (lib.modules.fixupOptionType loc (lib.modules.mergeOptionDecls loc (map decl defs))).type;
  };
}
