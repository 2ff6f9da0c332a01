# The module system: options, definitions with priorities and conditions, imports, submodules.
#
# It differs from the one it stands in for in one way: where `free` allows it, a definition without
# an option is accepted, merged, and recorded as an effect, with the file that makes it.
{ lib }:
let
  inherit (builtins)
    all attrNames attrValues concatLists concatMap concatStringsSep elem elemAt filter foldl'
    functionArgs genList genericClosure groupBy head intersectAttrs isAttrs isBool isFunction isList isPath isString
    length listToAttrs mapAttrs removeAttrs sort tail toJSON toString tryEval typeOf;

  showOption = concatStringsSep ".";
  isType = name: value: value._type or null == name;

  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkOrder = priority: content: { _type = "order"; inherit priority content; };

  showValue = value:
    let shown = tryEval (if isFunction value then "<function>" else if isAttrs value && value.type or null == "derivation" then "<derivation ${value.name or "?"}>" else if isPath value then toString value else toJSON value);
    in if shown.success then shown.value else "<error>";
  showDefs = defs: concatStringsSep "" (map (d: "\n- In `${d.file}': ${showValue d.value}") defs);

  # Flattens properties above a set of definitions to properties on its attributes.
  pushDown = value:
    if !isAttrs value then [ value ]
    else if isType "merge" value then concatMap pushDown value.contents
    else if isType "if" value then map (mapAttrs (_: mkIf value.condition)) (pushDown value.content)
    else if isType "override" value then map (mapAttrs (_: mkOverride value.priority)) (pushDown value.content)
    else [ value ];

  # The values under mkIf and mkMerge whose conditions hold; priorities and orders stay.
  discharge = value:
    if isType "merge" value then concatMap discharge value.contents
    else if isType "if" value then
      if isBool value.condition then (if value.condition then discharge value.content else [ ])
      else throw "`mkIf' called with a non-Boolean condition"
    else [ value ];

  # Keeps the definitions of the strongest priority, with their orders undone.
  strongest = defs:
    let
      priority = d: if isType "override" d.value then d.value.priority else 100;
      least = foldl' (p: d: let q = priority d; in if q < p then q else p) 9999 defs;
      strip = d: if isType "override" d.value then d // { value = d.value.content; } else d;
      order = d: if isType "order" d.value then d.value.priority else 1000;
      unorder = d: if isType "order" d.value then d // { value = d.value.content; } else d;
      kept = map strip (filter (d: priority d == least) defs);
      ordered = if all (d: !isType "order" d.value) kept then kept else sort (a: b: order a < order b) kept;
    in { highestPrio = least; values = map unorder ordered; };

  # The value and the metadata of one option.
  evalOption = loc: opt: defs:
    let
      given = concatMap (d: map (value: { inherit (d) file; inherit value; }) (discharge d.value)) defs;
      withDefault = given ++ (if opt ? default then [ { file = head opt.declarations; value = mkOverride 1500 opt.default; } ] else [ ]);
      picked = strongest withDefault;
      readOnlyBroken = (opt.readOnly or false) && length withDefault > 1;
      merged =
        if readOnlyBroken then throw "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${showDefs picked.values}"
        else if picked.values == [ ] then
          if opt.type ? emptyValue && opt.type.emptyValue ? value then { value = opt.type.emptyValue.value; valueMeta = { }; }
          else throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option."
        else mergeChecked loc opt.type picked.values;
    in
    opt // {
      _type = "option";
      inherit loc;
      inherit (picked) highestPrio;
      value = if opt ? apply then opt.apply merged.value else merged.value;
      valueMeta = merged.valueMeta;
      isDefined = picked.values != [ ];
      definitions = map (d: d.value) picked.values;
      files = map (d: d.file) picked.values;
      definitionsWithLocations = picked.values;
      options = opt.options or [ ];
      __toString = _: showOption loc;
    };

  mergeChecked = loc: type: defs:
    let wrong = filter (d: !type.check d.value) defs;
    in if wrong != [ ] then throw "A definition for option `${showOption loc}' is not of type `${type.description}'. Definition values:${showDefs wrong}"
    else type.mergeMeta loc defs;

  # Merges definitions that no option describes: sets attribute by attribute, lists joined, text
  # by lines, everything else equal. A name is there even if all its conditions are false, because
  # conditions may read the set that they stand in; its value is then an error.
  mergeFree = loc: defs:
    let
      picked = (strongest (concatMap (d: map (value: { inherit (d) file; inherit value; }) (discharge d.value)) defs)).values;
      values = map (d: d.value) picked;
      first = head values;
      # Whether a value would be a set if its conditions held.
      content = v: if isType "merge" v then all content v.contents else if isType "if" v || isType "override" v || isType "order" v then content v.content else plainSet v;
      plainSet = v: isAttrs v && !(v ? _type) && v.type or null != "derivation" && !(v ? outPath) && !(v ? __functor);
      names = attrNames (foldl' (a: v: a // v) { } values);
      below = name: concatMap (d: if d.value ? ${name} then [ { inherit (d) file; value = d.value.${name}; } ] else [ ]) picked;
    in
    if values == [ ] && all (d: content d.value) defs then { }
    else if values == [ ] then throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option."
    else if all plainSet values then listToAttrs (map (name: { inherit name; value = mergeFree (loc ++ [ name ]) (below name); }) names)
    else if length values == 1 then first
    else if all isList values then concatLists values
    else if all (v: toJSON v == toJSON first) values then first
    else if all isString values then concatStringsSep "\n" values
    else if all isFunction values then arg: mergeFree loc (map (d: d // { value = d.value arg; }) picked)
    else throw "The option `${showOption loc}' has conflicting definition values:${showDefs picked}";

  # Every leaf that definitions make outside the strict namespaces: path, value, file, priority.
  leaves = skip: path: file: priority: value:
    if isType "merge" value then concatMap (leaves skip path file priority) value.contents
    else if isType "if" value then (if value.condition then leaves skip path file priority value.content else [ ])
    else if isType "override" value then leaves skip path file value.priority value.content
    else if isType "order" value then leaves skip path file priority value.content
    else if skip path then [ ]
    else if isAttrs value && !(value ? _type) && value.type or null != "derivation" && !(value ? outPath) && !(value ? __functor) && (value != { } || path == [ ])
    then concatMap (name: leaves skip (path ++ [ name ]) file priority value.${name}) (attrNames value)
    else [ { inherit path file priority value; } ];

  strongestLeaves = list:
    concatMap (group: let least = foldl' (p: e: if e.priority < p then e.priority else p) 9999 group; in filter (e: e.priority == least) group)
      (attrValues (groupBy (e: toJSON e.path) list));

  evalModules =
    { modules, specialArgs ? { }, class ? null, prefix ? [ ], free ? (_: false), skipEffects ? (_: false) }@given:
    let
      args = { inherit lib config options; _class = class; } // specialArgs // { inherit (given) specialArgs; };

      # A module's function gets what it names: special arguments at once, the rest through config.
      call = file: f:
        let wanted = functionArgs f;
        in f (args // mapAttrs (name: _: args.${name} or config._module.args.${name} or (throw "attribute '${name}' missing: module `${file}' asks for an argument that nothing provides")) (removeAttrs wanted (attrNames args)));

      load = parentKey: parent: index: m:
        let
          isFile = isPath m || isString m;
          file = if isFile then toString m else parent;
          raw = if isFile then import m else m;
          body = if isFunction raw || raw ? __functor && !(raw ? config) then call file raw else raw;
          at = toString (body._file or file);
          structured = body ? config || body ? options;
          reserved = [ "imports" "options" "config" "disabledModules" "_file" "_class" "key" "meta" "freeformType" "_module" ];
          stray = removeAttrs body reserved;
        in
        if body._type or null == "if" || body._type or null == "merge" || body._type or null == "override" then
          { key = "${parentKey}:anon-${toString index}"; file = parent; imports = [ ]; options = { }; config = body; disabled = [ ]; }
        else if structured && stray != { } then
          throw "Module `${at}' has an unsupported attribute `${head (attrNames stray)}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${concatStringsSep " " (attrNames stray)}) into the explicit `config' attribute."
        else if class != null && body._class or null != null && body._class != class then
          throw "The module `${at}' (class: ${toJSON body._class}) cannot be imported into a module evaluation that expects class ${toJSON class}."
        else {
          key = body.key or (if isFile then keyOf m else "${parentKey}:anon-${toString index}");
          file = at;
          imports = body.imports or [ ];
          options = body.options or { };
          config = if structured then mkMerge [ (body.config or { }) (if body ? _module then { inherit (body) _module; } else { }) ] else removeAttrs body (filter (n: n != "_module") reserved);
          disabled = map keyOf (body.disabledModules or [ ]);
        };
      keyOf = m: if isPath m || isString m then toString m else m.key or (toString (m._file or "anonymous"));

      loadAll = parentKey: parent: list: genList (i: load parentKey parent i (elemAt list i)) (length list);
      everything = genericClosure {
        startSet = loadAll "" "<unknown-file>" (modules ++ [ moduleOptions ]);
        operator = m: loadAll m.key m.file m.imports;
      };
      disabled = concatMap (m: m.disabled) everything;
      # The last loaded comes first, as the lists of the real one come out.
      collected = reverse (filter (m: !(elem m.key disabled)) everything);
      reverse = list: genList (i: elemAt list (length list - i - 1)) (length list);

      moduleOptions = {
        _file = "<module system>";
        options._module = {
          args = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; internal = true; };
          check = lib.mkOption { type = lib.types.bool; default = true; internal = true; };
          freeformType = lib.mkOption { type = lib.types.nullOr lib.types.raw; default = null; internal = true; };
        };
      };

      declarations = map (m: { inherit (m) file options; }) collected;
      definitions = concatMap (m: map (value: { inherit (m) file; inherit value; }) (pushDown m.config)) collected;
      tree = group prefix [ ] declarations definitions;
      freeform = tree.config._module.freeformType;

      # One level of the option tree: options, groups, and what no option describes.
      group = base: path: decls: defs:
        let
          declared = attrNames (foldl' (a: d: a // d.options) { } decls);
          defined = attrNames (foldl' (a: d: a // (if isAttrs d.value then d.value else { })) { } defs);
          declsOf = name: concatMap (d: if d.options ? ${name} then [ { inherit (d) file; options = d.options.${name}; } ] else [ ]) decls;
          defsOf = name: concatMap (d: if isAttrs d.value && d.value ? ${name} then [ { inherit (d) file; value = d.value.${name}; } ] else [ ]) defs;
          node = name:
            let
              here = path ++ [ name ];
              loc = base ++ here;
              mine = declsOf name;
              leaf = filter (d: isType "option" d.options) mine;
              inner = concatMap (d: map (value: { inherit (d) file; inherit value; }) (pushDown d.value)) (defsOf name);
            in
            if leaf != [ ] then
              let opt = evalOption loc (mergeDeclarations loc mine) (defsOf name); in { config = opt.value; options = opt; stray = [ ]; }
            else group base here mine inner;
          nodes = listToAttrs (map (name: { inherit name; value = node name; }) declared);
          strayNames = filter (name: !(elem name declared)) defined;
          freeNames = filter (name: free (base ++ path ++ [ name ])) strayNames;
          lostNames = filter (name: !(free (base ++ path ++ [ name ]))) strayNames;
        in
        {
          config = mapAttrs (_: n: n.config) nodes
            // listToAttrs (map (name: { inherit name; value = mergeFree (base ++ path ++ [ name ]) (defsOf name); }) freeNames);
          options = mapAttrs (_: n: n.options) nodes;
          stray = concatMap (name: [ { path = path ++ [ name ]; defs = defsOf name; } ]) lostNames ++ concatMap (n: n.stray) (attrValues nodes);
        };

      strayConfig = foldl' (a: s: deepSet a s.path (freeformValue s)) { } strayLeaves;
      strayLeaves = concatMap (s: let live = concatMap (d: map (value: { inherit (d) file; inherit value; }) (discharge d.value)) s.defs; in if live == [ ] then [ ] else [ (s // { defs = live; }) ]) tree.stray;
      freeformValue = s: (mergeChecked (prefix ++ [ (head s.path) ]) freeformElem (strongest s.defs).values).value;
      freeformElem = freeform.nestedTypes.elemType or lib.types.anything;
      deepSet = set: path: value: if length path == 1 then set // { ${head path} = value; } else set // { ${head path} = deepSet (set.${head path} or { }) (tail path) value; };

      lost = head tree.stray;
      unknown = throw "The option `${showOption (prefix ++ lost.path)}' does not exist. Definition values:${showDefs lost.defs}";
      checked = value: if tree.stray == [ ] || freeform != null || !tree.config._module.check then value else unknown;

      config = checked (if freeform == null then tree.config else lib.recursiveUpdate strayConfig tree.config);
      options = tree.options;
      effects = strongestLeaves (concatMap (m: leaves (p: skipEffects p || p == [ "_module" ]) [ ] m.file 100 m.config) collected);
    in
    {
      _type = "configuration";
      inherit config options class;
      _module = tree.config._module;
      type = lib.types.submoduleWith { inherit modules specialArgs class; };
      extendModules = more: evalModules (given // { modules = modules ++ more.modules or [ ]; specialArgs = specialArgs // more.specialArgs or { }; });
      mxmcheck.effects = effects;
    };

  # One option from all its declarations: the later ones may add a type that merges, or nothing.
  mergeDeclarations = loc: decls:
    let
      merge = a: d:
        let
          given = d.options;
          # The options of a submodule are declared where the option is that holds it.
          opt = if isType "option" given && given.type.declaredIn or null != null then given // { type = given.type.declaredIn d.file; } else given;
        in
        if !isType "option" opt then throw "The option `${showOption loc}' in `${head a.declarations}' would be a parent of options declared in `${d.file}'."
        else if a ? type && opt ? type && !(a.type.name == "submodule" && opt.type.name == "submodule") || a ? default && opt ? default
        then throw "The option `${showOption loc}' in `${d.file}' is already declared in ${concatStringsSep " and " (map (f: "`${f}'") a.declarations)}."
        else a // removeAttrs opt [ "declarations" ] // {
          declarations = a.declarations ++ [ d.file ];
          type = if a ? type && opt ? type then lib.types.submoduleWith { modules = a.type.submodules ++ opt.type.submodules; } else opt.type or a.type or null;
        };
      first = { declarations = [ ]; };
      merged = foldl' merge first decls;
    in
    merged // { type = if merged.type or null == null then lib.types.unspecified else merged.type; };

  rename = { from, to, visible }: { config, options, ... }:
    let opt = lib.attrByPath from { isDefined = false; definitions = [ ]; } options; in
    {
      options = lib.setAttrByPath from (lib.mkOption { inherit visible; type = (lib.getAttrFromPath to options).type; apply = _: lib.getAttrFromPath to config; });
      config = lib.setAttrByPath to (mkMerge (if opt.isDefined then map (mkOverride opt.highestPrio) opt.definitions else [ ]));
    };

in
{
  inherit evalModules evalOption pushDown showOption mkIf mkMerge mkOverride mkOrder mergeFree showDefs;
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  defaultOverridePriority = 100;
  mkOption = attrs: attrs // { _type = "option"; };
  mkEnableOption = name: {
    _type = "option";
    default = false;
    example = true;
    description = "Whether to enable ${name}.";
    type = lib.types.bool;
  };
  mkPackageOption = pkgs: name: args: {
    _type = "option";
    type = (if args.nullable or false then lib.types.nullOr else (t: t)) lib.types.package;
    description = "The ${toString name} package to use.";
  } // (if args ? default && args.default == null then { default = null; } else {
    default = lib.attrByPath (if isList (args.default or name) then args.default or name else lib.splitString "." (args.default or name)) (throw "no package ${toString name}") pkgs;
  });
  literalExpression = text: { _type = "literalExpression"; inherit text; };
  literalMD = text: { _type = "literalMD"; inherit text; };
  mdDoc = text: text;
  mkAliasOptionModule = from: to: rename { inherit from to; visible = true; };
  mkRenamedOptionModule = from: to: rename { inherit from to; visible = false; };
  mkRemovedOptionModule = path: message: { options, ... }: {
    options = lib.setAttrByPath path (lib.mkOption { visible = false; apply = _: throw "The option `${showOption path}' can no longer be used since it's been removed. ${message}"; });
    config.assertions = let opt = lib.attrByPath path { isDefined = false; } options; in
      [ { assertion = !opt.isDefined; message = "The option definition `${showOption path}' in ${concatStringsSep " and " (map (f: "`${f}'") (opt.files or [ ]))} no longer has any effect; please remove it.\n${message}"; } ];
  };
  inherit isType;
}
