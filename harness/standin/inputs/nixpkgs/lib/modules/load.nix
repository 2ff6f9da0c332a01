# Modules in all the forms they are written in, and everything that they import.
{ lib }:
let
  inherit (builtins) attrNames concatMap elem filter functionArgs genericClosure head isAttrs isList isString mapAttrs pathExists removeAttrs substring toJSON typeOf;
  inherit (lib) isFunction;
  inherit (lib.options) showDefs showOption unknownModule;
  inherit (lib.modules) mkMerge;

  # What a module may hold beside its config.
  ofModule = [ "_class" "_file" "key" "disabledModules" "imports" "freeformType" ];

  # One shape for all modules: file, class, key, disabled, imports, options, config.
  canonical = file: key: m:
    let
      spelledOut = m ? config || m ? options;
      stray = removeAttrs m (ofModule ++ [ "options" "config" "meta" ]);
      plain =
        if !spelledOut then removeAttrs m (ofModule ++ [ "require" ])
        else if m ? meta then mkMerge [ (m.config or { }) { inherit (m) meta; } ]
        else m.config or { };
    in
    if !spelledOut && !isAttrs m then throw "module ${file} (${key}) does not look like a module."
    else if spelledOut && stray != { } then
      throw "Module `${key}' has an unsupported attribute `${head (attrNames stray)}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${toString (attrNames stray)}) into the explicit `config' attribute."
    else {
      _file = toString m._file or file;
      _class = m._class or null;
      key = toString m.key or key;
      disabledModules = m.disabledModules or [ ];
      imports = (if spelledOut then [ ] else m.require or [ ]) ++ m.imports or [ ];
      options = if spelledOut then m.options or { } else { };
      config = if m ? freeformType then mkMerge [ plain { _module.freeformType = m.freeformType; } ] else plain;
    };

  # A function gets all arguments, and through config those that only _module.args has.
  call = key: f: args:
    let
      late = name: builtins.addErrorContext "noting that argument `${name}` is not externally provided, so querying `_module.args` instead, requiring `config`" args.config._module.args.${name};
      wanted = mapAttrs (name: _: builtins.addErrorContext "while evaluating the module argument `${name}' in \"${key}\":" (args.${name} or (late name))) (lib.functionArgs f);
    in
    f (args // wanted);

  load = args: file: key: m:
    let
      type = m._type or "module";
      path = toString m;
      content = import m;
      into = (if file == null || file == unknownModule then "" else ", while trying to load a module into ${file}")
        + (if args._prefix == [ ] then "" else ", while trying to load a module into ${showOption args._prefix}");
    in
    if isAttrs m && m ? mxmcheckStub then stubbed (stubKey m) m
    else if isFunction m then canonical file key (call key m args)
    else if isAttrs m then
      if type == "module" then canonical file key m
      else if elem type [ "if" "override" ] then canonical file key { config = m; }
      else throw "Expected a module, but found a value of type ${toJSON type}${into}."
    else if isList m then
      throw "Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: ${showDefs [ { inherit file; value = m; } ]}"
    else if ofStub path then stubbed path null
    else if foreign path && !pathExists path then canonical path path { }
    else canonical path path (if isFunction content then call path content args else content);

  # A module of an input that is not here: what it declares and defines is not known. Its arguments
  # are no part of the key, which is needed before the configuration is known, and may hold it.
  stubbed = key: value: canonical key key { } // { stub = { inherit value; }; };
  stubKey = m: "stub:${m.mxmcheckStub.name}";

  # Whether a path leads into a stand-in: not all that the real input has is there, and what a
  # module of it declares is accepted without it.
  foreign = path:
    let parts = builtins.match "(${builtins.storeDir}/[^/]+)/.*" path; in
    parts != null && pathExists "${head parts}/stand-in";

  ofStub = path:
    let parts = builtins.match "(${builtins.storeDir}/[^/]+)(/.*)?" path; in
    parts != null && pathExists "${head parts}/stub.nix" && pathExists "${head parts}/stand-in";

  ofClass = class: m:
    if class == null || m._class == null || m._class == class then m
    else throw "The module `${m._file or m.key}` (class: ${toJSON m._class}) cannot be imported into a module evaluation that expects class ${toJSON class}.\n";

  # The key of the module that an item of disabledModules means.
  disabledKey = modulesPath: file: item:
    if isAttrs item && item ? mxmcheckStub then stubKey item
    else if isString item then (if substring 0 1 item == "/" then item else "${toString modulesPath}/${item}")
    else if lib.strings.isConvertibleWithToString item then toString item
    else if item ? key then item.key
    else if isAttrs item then throw "Module `${file}` contains a disabledModules item that is an attribute set, presumably a module, that does not have a `key` attribute. This means that the module system doesn't have any means to identify the module that should be disabled. Make sure that you've put the correct value in disabledModules: a string path relative to modulesPath, a path value, or an attribute set with a `key` attribute."
    else throw "Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in `${file}` is none of that, but is of type ${typeOf item}.";
in
{
  # The modules and all that they import, each once by its key, without those that any of them
  # disables. A disabled module's imports go with it, what it disables does not.
  collectModules = { class, modulesPath, args, modules }:
    let
      tree = file: key: list: lib.imap1 (number: m:
        let
          module = ofClass class (load args file "${key}:anon-${toString number}" m);
          imports = tree module._file module.key module.imports;
        in
        {
          inherit (module) key;
          inherit module imports;
          disabled = map (disabledKey modulesPath module._file) module.disabledModules ++ concatMap (i: i.disabled) imports;
        }) list;
      roots = tree unknownModule "" modules;
      disabled = concatMap (m: m.disabled) roots;
      enabled = filter (m: !elem m.key disabled);
      graph = m: { inherit (m) key; file = m.module._file; disabled = elem m.key disabled; imports = map graph m.imports; };
      found = genericClosure { startSet = enabled roots; operator = m: enabled m.imports; };
      # What is imported and disabled by name, and by which file. What has no name is a part of that file.
      named = filter (i: substring 0 1 i.key != ":" && i.key != "lib/modules.nix");
      pairs = file: map (i: { inherit file; inherit (i) key; stub = i.module.stub.value or null; });
      disables = m: map (item: { file = m.module._file; key = disabledKey modulesPath m.module._file item; stub = if isAttrs item && item ? mxmcheckStub then item else null; }) m.module.disabledModules ++ concatMap disables m.imports;
    in
    {
      modules = map (m: m.module) found;
      hasStubs = builtins.any (m: m.module ? stub) found;
      graph = map graph (filter (m: m.key != "lib/modules.nix") roots);
      imported = pairs unknownModule (named roots) ++ concatMap (m: pairs m.module._file (named m.imports)) found;
      disabled = concatMap disables roots;
    };
}
