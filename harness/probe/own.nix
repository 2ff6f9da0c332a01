# The repository's own modules among those of an evaluation, found without forcing any option.
#
# In: which files are the repository's, and options as the module system gives them. Out: null if
# this lib does not tell its modules; else `modules`, those that are ours, and those of others that Nix
# calls by the same file as one of ours: in the order of their definitions, each as { file, ours,
# place, config, options }; and `taken`, what these take from inputs. Modules are loaded once more, by
# the rules of lib/modules.nix; what they import and define is shared with the evaluation as far as it
# depends on config.
{ ours, taking }:
inHost: options: config:
let
  inherit (builtins) attrNames concatMap elem elemAt filter functionArgs genList genericClosure head isAttrs isFunction isString length mapAttrs match substring tryEval unsafeGetAttrPos;

  internal = options._module;
  told = tryEval (options ? _module && internal ? args && internal ? specialArgs && internal.args.value.moduleType.functor.payload ? modules);
  inherit (internal.args.value) moduleType;
  specialArgs = internal.specialArgs.value;

  # The lib that modules get: an evaluation of one module that gives away its argument.
  lib = ((moduleType.functor.type { modules = [ ({ lib, ... }: { options.mxmcheck = lib.mkOption { default = lib; }; }) ]; }).getSubOptions [ ]).mxmcheck.default;
  whole = config // { _module = mapAttrs (_: option: option.value) internal; };
  args = { inherit lib options specialArgs; _class = moduleType.functor.payload.class or null; _prefix = [ ]; config = whole; } // specialArgs;

  callable = m: isFunction m || isAttrs m && m ? __functor;
  argumentsOf = f: if isFunction f then functionArgs f else f.__functionArgs or (functionArgs (f.__functor f));
  call = f: f (args // mapAttrs (name: _: args.${name} or whole._module.args.${name}) (argumentsOf f));

  # Where a module stands: a position in the function's arguments or in the set. One that is built by
  # functions of an input's lib has only theirs; then what it holds is looked into, and a module of
  # which no position tells anything is taken for ours, without a file.
  positions = set: filter (at: at != null) (map (name: unsafeGetAttrPos name set) (attrNames set));
  placeOf = m: set:
    let
      written = (if callable m then positions (argumentsOf m) else [ ]) ++ deep 3 set;
      mine = filter (at: ours at.file) written;
      foreign = filter (at: !ours at.file && !generic (toString at.file)) written;
    in
    if mine != [ ] then (head mine).file else if foreign != [ ] then null else "";
  deep = depth: set:
    let here = positions set; in
    if here != [ ] && (depth == 0 || filter (at: !generic (toString at.file)) here != [ ]) then here
    else here ++ concatMap (name: let inner = tryEval set.${name}; in if depth > 0 && inner.success && isAttrs inner.value then deep (depth - 1) inner.value else [ ]) (attrNames set);
  generic = file: substring 0 1 file != "/" || match ".*/lib/(modules/)?[^/]*[.]nix" file != null && match ".*/nixos/lib/.*" file == null;

  inherit (taking { inherit argumentsOf callable deep disabledKey generic ours positions; inherit (args) lib; }) called taken;

  # One shape for all modules.
  unified = file: key: m: set:
    let
      spelledOut = set ? config || set ? options;
      name = if set ? _file then toString set._file else file;
      stands = placeOf m (if set ? config && isAttrs set.config then set.config // set else set);
      place = if ours name then name else if stands == "" && name != "<unknown-file>" then null else stands;
    in
    {
      file = name;
      key = if set ? key then toString set.key else key;
      disabledModules = set.disabledModules or [ ];
      imports = (if spelledOut then [ ] else set.require or [ ]) ++ set.imports or [ ];
      options = if spelledOut then set.options or { } else { };
      config = if spelledOut then set.config or { } else removeAttrs set [ "_class" "_file" "key" "disabledModules" "require" "imports" "freeformType" ];
      ours = place != null;
      place = if place == null then "" else place;
      called = called m set;
    };
  load = file: key: m:
    if callable m then unified file key m (call m)
    else if isAttrs m then (if elem (m._type or "module") [ "if" "override" ] then unified file key m { config = m; } else unified file key m m)
    else
      let path = toString m; content = import m; one = unified path path content (if callable content then call content else content); in
      if ours path then one else one // { ours = false; called = { text = path; told = true; inline = false; }; };

  disabledKey = item:
    if isString item then (if substring 0 1 item == "/" then item else toString (specialArgs.modulesPath or "") + "/" + item)
    else if isAttrs item && !(item ? outPath || item ? __toString) then item.key
    else toString item;
  tree = file: key: list: genList
    (i:
      let
        module = load file "${key}:anon-${toString (i + 1)}" (elemAt list i);
        imports = tree module.file module.key module.imports;
      in
      {
        inherit (module) key;
        inherit module imports;
        disabled = map disabledKey module.disabledModules ++ concatMap (one: one.disabled) imports;
      })
    (length list);
  roots = tree "<unknown-file>" "" moduleType.functor.payload.modules;
  disabled = concatMap (one: one.disabled) roots;
  enabled = if disabled == [ ] then (list: list) else filter (one: !elem one.key disabled);
  found = genericClosure { startSet = enabled roots; operator = one: enabled one.imports; };
  all = map (one: one.module) found;

  reversed = list: let n = length list; in genList (i: elemAt list (n - 1 - i)) n;
  inlineFiles = map (m: m.file) (filter (m: m.ours && !ours m.file) all);
  wanted = filter (m: m.ours || elem m.file inlineFiles) all;
in
if !(told.success && told.value) then null
else {
  modules = reversed wanted;
  taken = taken { inherit found inHost options roots specialArgs tree; args = internal.args.value; };
}
