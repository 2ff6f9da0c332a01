# What the modules of a host take from inputs: the modules of others that they import, those that they
# disable, and where those are that make the host.
#
# In: what own.nix knows of modules. Out: `called`, what a module is called that is no file of its own
# by the way it is given; `taken`, all that is taken: imports and disabledModules, each a list of
# { file, text, told }, and modulesPath. `told` is false where the text does not tell the module from others.
{
  argumentsOf,
  callable,
  deep,
  disabledKey,
  generic,
  lib,
  ours,
  positions,
}:
let
  inherit (builtins) any attrValues concatMap elemAt filter genList head isAttrs isList isString length listToAttrs match toJSON tryEval unsafeDiscardStringContext unsafeGetAttrPos;

  # By its key, by the attribute that its file's name tells, or by the file in which it is written: that
  # tells it only if it is all that the file holds.
  called = m: set:
    let
      file = toString (set._file or "");
      at = filter (at: !ours at.file) ((if callable m then positions (argumentsOf m) else [ ]) ++ deep 3 set);
      named = filter (at: !generic (toString at.file)) at ++ at;
      text = toString (head named).file;
      inline = true;
    in
    if set ? key then { inherit inline; text = toString set.key; told = true; }
    else if match "/.*[.]nix#.+" file != null then { inherit inline; text = file; told = true; }
    else if named == [ ] then { inherit inline; text = if file == "" then "?" else file; told = false; }
    else { inherit inline text; told = marks m != [ ] && marks m == marks (import text); };
  marks = value: if callable value then positions (argumentsOf value) else if isAttrs value then positions value else [ ];

  sourceOf = text:
    let found = match "(.*/[0-9a-z]{32}-[^/]*)(/.*)?" (unsafeDiscardStringContext (toString text)); in
    if found == null then null else head found;

  taken = { args, found, inHost, options, roots, specialArgs, tree }:
    let
      modulesPath = specialArgs.modulesPath or args.modulesPath or null;
      # What makes the host has modules of its own in it, as many as there are options: no one named these.
      maker = let source = sourceOf (if modulesPath == null then "" else modulesPath); in
        if source != null then source else sourceOf ((unsafeGetAttrPos "evalModules" lib).file or "");
      ofMaker = one: maker != null && sourceOf one.module.called.text == maker;
      foreign = filter (one: !one.module.ours);
      edges = file: nodes: map (one: { inherit file; inherit (one.module.called) text told; }) (foreign nodes);
      fileOf = module: if ours module.file then module.file else module.place;

      # Hosts of NixOS tell which modules they were given; a home is made by a module that imports these.
      # What nixosSystem adds stands behind them.
      given = if args ? baseModules && isList (args.modules or null) then tree "<unknown-file>" "" args.modules else [ ];
      added = one: !one.module.ours && ofMaker one && !one.module.called.told;
      wraps = one: one.module.called.inline && (ofMaker one || generic (toString one.module.called.text));
      around = concatMap (one: if wraps one then filter (inner: !(ofMaker inner) || inHost && !inner.module.called.inline) one.imports else [ ]) (foreign roots);
      # A home's modules are imported by one that a lib makes: what stands beside it is the maker's, of whatever input.
      gathers = one: one.module.ours && fileOf one.module == "" && one.imports != [ ];
      handed = if inHost && any gathers roots && !(any (one: one.module.ours && !(gathers one)) roots) then [ ] else filter (one: !(ofMaker one) && !(wraps one)) roots;
      imports =
        edges "" (if given != [ ] && added (elemAt given (length given - 1)) then genList (elemAt given) (length given - 1) else given)
        ++ edges "" (handed ++ around)
        ++ concatMap (one: if one.module.ours then edges (fileOf one.module) one.imports else [ ]) found;
      disables = one:
        (if one.module.ours then map (item: { file = fileOf one.module; text = disabledKey item; told = true; }) one.module.disabledModules else [ ])
        ++ concatMap disables one.imports;
    in
    {
      imports = once imports;
      disabledModules = once (concatMap disables roots);
      modulesPath = let tried = tryEval (toString modulesPath); in if modulesPath != null && tried.success && isString tried.value then tried.value else null;
    };
  once = list: attrValues (listToAttrs (map (one: { name = unsafeDiscardStringContext (toJSON [ (toString one.file) one.text ]); value = one; }) list));
in
{
  inherit called taken;
}
