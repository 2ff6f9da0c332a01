# What functions of lib and builtins give, as far as it matters here. Primitives are those of builtins.go.
let
  inherit (builtins)
    concatMap
    filterAttrs
    foldl'
    ;
  id = x: x;
  nameValuePair = name: value: { inherit name value; };
  optional = c: x: if c then [ x ] else [ ];
  optionals = c: xs: if c then xs else [ ];
  mapAttrsToList = f: set: map (n: f n set.${n}) (builtins.attrNames set);
  mapAttrs' = f: set: builtins.listToAttrs (mapAttrsToList f set);
  foldr =
    f: z: xs:
    let
      n = builtins.length xs;
      from = i: if i == n then z else f (builtins.elemAt xs i) (from (i + 1));
    in
    from 0;
  flatten = x: if builtins.isListHere x then concatMap flatten x else [ x ];
  pathIsRegularFile = path: builtins.pathExists path && builtins.readFileType path == "regular";
  pathIsDirectory = path: builtins.pathExists path && builtins.readFileType path == "directory";
  recursiveUpdate =
    a: b:
    a
    // builtins.mapAttrs (
      n: v: if a ? ${n} && builtins.isAttrs a.${n} && builtins.isAttrs v then recursiveUpdate a.${n} v else v
    ) b;
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if set ? ${builtins.elemAt path 0} then
      attrByPath (builtins.tail path) default set.${builtins.elemAt path 0}
    else
      default;
  setAttrByPath = path: value: if path == [ ] then value else { ${builtins.elemAt path 0} = setAttrByPath (builtins.tail path) value; };
  unique = foldl' (acc: x: if builtins.elem x acc then acc else acc ++ [ x ]) [ ];
  toFiles =
    dir:
    builtins.concatLists (
      mapAttrsToList (n: type: if type == "directory" then toFiles (dir + "/${n}") else [ (dir + "/${n}") ]) (builtins.readDir dir)
    );
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;
  makeExtensible =
    f:
    let
      self = f self // {
        __unfix__ = f;
        extend = overlay: makeExtensible (extends overlay f);
      };
    in
    self;
  composeExtensions =
    f: g: final: prev:
    let
      a = f final prev;
    in
    a // g final (prev // a);
  renamed = from: { _renamed = from; };
  mergeAttrsList = foldl' (a: b: a // b) { };
  # Files of a set of files, as lib.fileset takes it: a file, a folder, or what its functions give.
  filesOf = x: if builtins.isAttrs x && x ? files then x.files else if pathIsDirectory x then toFiles x else [ x ];
  textsOf = x: map builtins.toString (filesOf x);
in
rec {
  inherit
    id
    nameValuePair
    optional
    optionals
    pathIsRegularFile
    pathIsDirectory
    mapAttrsToList
    mapAttrs'
    foldr
    flatten
    recursiveUpdate
    attrByPath
    setAttrByPath
    unique
    mkIf
    mkOverride
    mkOrder
    mergeAttrsList
    extends
    makeExtensible
    composeExtensions
    ;
  composeManyExtensions = foldr composeExtensions (_: _: { });
  count = p: xs: builtins.length (builtins.filter p xs);
  findFirst =
    p: default: xs:
    let
      found = builtins.filter p xs;
    in
    if found == [ ] then default else builtins.elemAt found 0;
  const = x: _: x;
  flip =
    f: a: b:
    f b a;
  pipe = foldl' (x: f: f x);
  fix = f: let x = f x; in x;
  last = xs: builtins.elemAt xs (builtins.length xs - 1);
  init = xs: builtins.genList (builtins.elemAt xs) (builtins.length xs - 1);
  sublist =
    start: n: xs:
    builtins.genList (i: builtins.elemAt xs (i + start)) (
      if start >= builtins.length xs then
        0
      else if start + n > builtins.length xs then
        builtins.length xs - start
      else
        n
    );
  take = sublist 0;
  drop = n: xs: sublist n (builtins.length xs) xs;
  range = a: b: if a > b then [ ] else builtins.genList (n: a + n) (b - a + 1);
  forEach = xs: f: map f xs;
  fold = foldr;
  singleton = x: [ x ];
  toList = x: if builtins.isList x then x else [ x ];
  remove = x: builtins.filter (y: y != x);
  subtractLists = ys: builtins.filter (x: !(builtins.elem x ys));
  intersectLists = ys: builtins.filter (x: builtins.elem x ys);
  imap0 = f: xs: builtins.genList (i: f i (builtins.elemAt xs i)) (builtins.length xs);
  imap1 = f: xs: builtins.genList (i: f (i + 1) (builtins.elemAt xs i)) (builtins.length xs);
  zipListsWith =
    f: a: b:
    builtins.genList (i: f (builtins.elemAt a i) (builtins.elemAt b i)) (
      if builtins.length a < builtins.length b then builtins.length a else builtins.length b
    );
  naturalSort = builtins.sort (_: _: builtins.currentTime); # numbers within names are not followed
  sortOn = f: builtins.sort (a: b: f a < f b);
  reverseList = xs: builtins.genList (i: builtins.elemAt xs (builtins.length xs - i - 1)) (builtins.length xs);
  crossLists = f: foldl' (fs: args: concatMap (f: map f args) fs) [ f ];

  attrsToList = mapAttrsToList nameValuePair;
  concatMapAttrs = f: set: mergeAttrsList (mapAttrsToList f set);
  genAttrs = names: f: builtins.listToAttrs (map (n: nameValuePair n (f n)) names);
  genAttrs' = names: f: builtins.listToAttrs (map f names);
  getAttrs = names: set: genAttrs names (n: set.${n});
  getAttrFromPath = path: attrByPath path (abort "missing");
  hasAttrByPath =
    path: set:
    path == [ ] || set ? ${builtins.elemAt path 0} && hasAttrByPath (builtins.tail path) set.${builtins.elemAt path 0};
  mergeAttrs = a: b: a // b;
  optionalAttrs = c: set: if c then set else { };
  foldlAttrs =
    f: z: set:
    foldl' (acc: n: f acc n set.${n}) z (builtins.attrNames set);
  foldAttrs =
    op: nul: sets:
    foldr (n: a: foldr (name: o: o // { ${name} = op n.${name} (a.${name} or nul); }) a (builtins.attrNames n)) { } sets;
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  mapAttrsRecursive =
    f:
    let
      go = path: builtins.mapAttrs (n: v: if builtins.isAttrs v then go (path ++ [ n ]) v else f (path ++ [ n ]) v);
    in
    go [ ];
  collect =
    p: x:
    if p x then
      [ x ]
    else if builtins.isAttrs x then
      builtins.concatLists (map (collect p) (builtins.attrValues x))
    else
      [ ];

  optionalString = c: s: if c then s else "";
  concatStrings = builtins.concatStringsSep "";
  concatMapStrings = f: xs: builtins.concatStringsSep "" (map f xs);
  concatMapStringsSep =
    sep: f: xs:
    builtins.concatStringsSep sep (map f xs);
  boolToString = b: if b then "true" else "false";
  # What a filter leaves of a folder is not known; origSrc is the folder.
  cleanSourceWith = args: {
    _isLibCleanSourceWith = true;
    origSrc = args.src.origSrc or args.src;
    outPath = builtins.openSet.path;
  };
  fileset = builtins.openSet // {
    toList = filesOf;
    fileFilter = wanted: path: {
      files = builtins.filter (
        file:
        wanted {
          name = builtins.baseNameOf file;
          type = "regular";
          hasExt = ext: builtins.hasSuffix ".${ext}" (builtins.baseNameOf file);
        }
      ) (filesOf path);
    };
    union = a: b: { files = filesOf a ++ builtins.filter (file: !(builtins.elem (builtins.toString file) (textsOf a))) (filesOf b); };
    unions = list: { files = unique (concatMap filesOf list); };
    difference = a: b: { files = builtins.filter (file: !(builtins.elem (builtins.toString file) (textsOf b))) (filesOf a); };
    intersection = a: b: { files = builtins.filter (file: builtins.elem (builtins.toString file) (textsOf b)) (filesOf a); };
    maybeMissing = path: if builtins.pathExists path then path else { files = [ ]; };
    gitTracked = id;
  };
  cleanSource = src: cleanSourceWith { inherit src; };
  fileContents = p: builtins.removeSuffix "\n" (builtins.readFile p);
  importJSON = p: builtins.fromJSON (builtins.readFile p);
  isDerivation = x: (x.type or null) == "derivation";

  traceVal = x: builtins.trace x x;
  warnIf =
    c: msg: x:
    if c then builtins.warn msg x else x;
  throwIfNot = c: msg: x: assert c; x;
  throwIf = c: throwIfNot (!c);
  assertMsg = c: msg: c || throw msg;
  toPath = id;
  path = { path, ... }: path;
  append = dir: name: dir + "/${name}";
  listFilesRecursive = toFiles;
  makeOverridable =
    f: args:
    let
      result = f args;
    in
    if builtins.isAttrs result then
      result
      // {
        override = new: makeOverridable f (args // (if builtins.isFunction new then new args else new));
        overrideDerivation = _: builtins.currentTime;
      }
    else
      result;

  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkForce = mkOverride 50;
  mkDefault = mkOverride 1000;
  mkOptionDefault = mkOverride 1500;
  mkVMOverride = mkOverride 10;
  mkImageMediaOverride = mkOverride 60;
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkAssert =
    c: msg: content:
    mkIf (if c then true else throw msg) content;
  mdDoc = id;
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = text: {
    _type = "literalMD";
    inherit text;
  };
  importApply = file: args: import file args;
  setDefaultModuleLocation = _: m: { imports = [ m ]; };
  mkRenamedOptionModule = from: _: renamed from;
  mkRenamedOptionModuleWith = { from, ... }: renamed from;
  mkRemovedOptionModule = from: _: renamed from;
  mkAliasOptionModule = from: _: renamed from;
  mkAliasOptionModuleMD = from: _: renamed from;
  mkChangedOptionModule =
    from: _: _:
    renamed from;
  mkMergedOptionModule =
    _: _: _:
    renamed [ ];

  # Of flake-parts: what the function is called with besides the system is not known.
  withSystem = system: f: f (builtins.openSet // { inherit system; });
  moduleWithSystem = f: f builtins.openSet;

  # Of flake-utils: the attributes of one system stand for those of all.
  eachDefaultSystem = f: builtins.mapAttrs (_: v: { x86_64-linux = v; }) (f "x86_64-linux");
  eachSystem = systems: f: builtins.mapAttrs (_: v: builtins.listToAttrs (map (s: nameValuePair s v) systems)) (f "x86_64-linux");
}
