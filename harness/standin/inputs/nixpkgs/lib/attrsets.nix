# Functions of sets.
{ lib }:
let
  inherit (builtins) attrNames concatLists concatMap elemAt filter foldl' head isAttrs length listToAttrs mapAttrs partition removeAttrs tail zipAttrsWith;
in
rec {
  inherit (builtins) attrNames attrValues catAttrs getAttr hasAttr intersectAttrs isAttrs listToAttrs mapAttrs removeAttrs zipAttrsWith;
  optionalAttrs = condition: set: if condition then set else { };
  nameValuePair = name: value: { inherit name value; };
  attrVals = names: set: map (name: set.${name}) names;
  getAttrs = names: set: lib.genAttrs names (name: set.${name});
  genAttrs = names: f: genAttrs' names (name: nameValuePair name (f name));
  genAttrs' = list: f: listToAttrs (map f list);
  mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  attrsToList = mapAttrsToList nameValuePair;
  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond = enter: f:
    let go = path: mapAttrs (name: value: let here = path ++ [ name ]; in if isAttrs value && enter value then go here value else f here value);
    in go [ ];
  mapAttrsToListRecursive = mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond = enter: f:
    let go = path: value: if isAttrs value && (path == [ ] || enter path value) then concatMap (name: go (path ++ [ name ]) value.${name}) (attrNames value) else [ (f path value) ];
    in go [ ];
  filterAttrs = keep: set: removeAttrs set (filter (name: !keep name set.${name}) (attrNames set));
  filterAttrsRecursive = keep: set: mapAttrs (_: value: if isAttrs value then filterAttrsRecursive keep value else value) (filterAttrs keep set);
  concatMapAttrs = f: set: mergeAttrsList (mapAttrsToList f set);
  concatAttrValues = set: concatLists (builtins.attrValues set);
  foldlAttrs = f: start: set: foldl' (all: name: f all name set.${name}) start (attrNames set);
  foldAttrs = f: start: sets: mapAttrs (_: lib.foldr f start) (zipAttrs sets);
  mergeAttrsList = foldl' (a: b: a // b) { };
  zipAttrs = zipAttrsWith (_: values: values);
  zipAttrsWithNames = names: f: sets: genAttrs names (name: f name (builtins.catAttrs name sets));
  overrideExisting = old: new: mapAttrs (name: value: new.${name} or value) old;
  unionOfDisjoint = a: b:
    let twice = attrNames (builtins.intersectAttrs a b); in
    if twice == [ ] then a // b else throw "attrsets.unionOfDisjoint: collision on ${lib.concatStringsSep ", " twice}";
  matchAttrs = pattern: set: lib.all (name: set ? ${name} && (let p = pattern.${name}; v = set.${name}; in if isAttrs p then isAttrs v && matchAttrs p v else p == v)) (attrNames pattern);

  hasAttrByPath = path: set: path == [ ] || set ? ${head path} && hasAttrByPath (tail path) set.${head path};
  longestValidPathPrefix = path: set: if path != [ ] && isAttrs set && set ? ${head path} then [ (head path) ] ++ longestValidPathPrefix (tail path) set.${head path} else [ ];
  attrByPath = path: default: set: if path == [ ] then set else if set ? ${head path} then attrByPath (tail path) default set.${head path} else default;
  getAttrFromPath = path: attrByPath path (abort "cannot find attribute '${lib.concatStringsSep "." path}'");
  setAttrByPath = path: value: lib.foldr (name: inner: { ${name} = inner; }) value path;
  showAttrPath = path: if path == [ ] then "<root attribute path>" else lib.concatMapStringsSep "." lib.strings.escapeNixIdentifier path;
  # updates: a list of { path, update }, where update is a function of the old value.
  updateManyAttrsByPath = updates: set:
    let
      missing = path: throw "updateManyAttrsByPath: Path '${showAttrPath path}' does not exist in the given value, but the first update to this path tries to access the existing value.";
      go = depth: old: list:
        let
          split = partition (u: length u.path == depth) list;
          below = builtins.groupBy (u: elemAt u.path depth) split.wrong;
          set = if old.there then old.value else { };
          nested = mapAttrs (name: go (depth + 1) (if set ? ${name} then { there = true; value = set.${name}; } else { there = false; })) below;
          base = if split.wrong != [ ] then set // nested else if old.there then old.value else missing (head split.right).path;
        in
        lib.foldl (value: u: u.update value) base split.right;
    in
    go 0 { there = true; value = set; } updates;

  recursiveUpdate = recursiveUpdateUntil (_: a: b: !(isAttrs a && isAttrs b));
  recursiveUpdateUntil = stop: a: b:
    let
      go = path: zipAttrsWith (name: values:
        let here = path ++ [ name ]; in
        if length values == 1 || stop here (elemAt values 1) (head values) then head values else go here values);
    in
    go [ ] [ b a ];
  collect = wanted: set: if wanted set then [ set ] else if isAttrs set then concatMap (collect wanted) (builtins.attrValues set) else [ ];
  cartesianProduct = sets: foldl' (all: name: concatMap (one: map (value: one // { ${name} = value; }) sets.${name}) all) [ { } ] (attrNames sets);
  mapCartesianProduct = f: sets: map f (cartesianProduct sets);

  isDerivation = value: value.type or null == "derivation";
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };

  # The parts of a package. One without the part stands for itself.
  getOutput = name: package: package.${name} or (alone name package);
  getFirstOutput = names: package: let found = filter (name: package ? ${name}) names; in if found == [ ] then alone (head names) package else package.${head found};
  # A placeholder has all its parts in one, and remembers which was asked for.
  alone = name: package: if package ? mxmcheck.output then package.mxmcheck.output name else package;
  getBin = getOutput "bin";
  getLib = getFirstOutput [ "lib" ];
  getStatic = getFirstOutput [ "static" "lib" ];
  getDev = getOutput "dev";
  getMan = getOutput "man";
  getInclude = getFirstOutput [ "include" "dev" ];
  chooseDevOutputs = map getDev;
}
