# Functions of no subject of their own: composition, comparison, warnings, versions.
{ lib }:
let
  inherit (builtins) any concatMap elem foldl' fromTOML isAttrs isInt length readFile trace;
  known = value: if (import ../mode.nix).strict then (import ../mode.nix).unknown "the release of nixpkgs is not known to the stand-ins" else value;
in
rec {
  inherit (builtins) add bitAnd bitOr bitXor ceil deepSeq floor genericClosure isBool isFloat isInt lessThan pathExists readFile seq sub;
  id = x: x;
  const = x: _: x;
  flip = f: a: b: f b a;
  pipe = foldl' (x: f: f x);
  concat = a: b: a ++ b;
  and = a: b: a && b;
  or = a: b: a || b;
  xor = a: b: a != b;
  bitNot = sub (0 - 1);
  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  mod = a: b: a - b * (a / b);
  compare = a: b: if a < b then 0 - 1 else if a > b then 1 else 0;
  splitByAndCompare = p: yes: no: a: b: if p a then (if p b then yes a b else 0 - 1) else if p b then 1 else no a b;
  mapNullable = f: a: if a == null then a else f a;
  defaultTo = default: value: if value == null then default else value;
  mergeAttrs = a: b: a // b;
  boolToString = b: if b then "true" else "false";
  boolToYesNo = b: if b then "yes" else "no";

  isFunction = f: builtins.isFunction f || f ? __functor && isFunction (f.__functor f);
  functionArgs = f: if f ? __functor then f.__functionArgs or (functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: { __functor = _: f; __functionArgs = args; };
  mirrorFunctionArgs = f: let args = functionArgs f; in g: if args == { } then g else setFunctionArgs g args;
  toFunction = f: if isFunction f then f else const f;

  warn = message: builtins.warn or (m: trace "evaluation warning: ${m}") message;
  warnIf = condition: message: if condition then warn message else id;
  warnIfNot = condition: warnIf (!condition);
  throwIf = condition: message: if condition then throw message else id;
  throwIfNot = condition: throwIf (!condition);
  info = message: trace "INFO: ${message}";
  showWarnings = warnings: value: foldl' (v: message: warn message v) value warnings;
  checkListOfEnum = what: valid: given:
    let wrong = lib.subtractLists valid given; in
    throwIf (wrong != [ ]) "${what}: ${lib.concatStringsSep ", " (map toString wrong)} unexpected; valid ones: ${lib.concatStringsSep ", " (map toString valid)}";
  assertMsg = holds: message: holds || throw message;
  assertOneOf = name: value: valid: assertMsg (elem value valid) "${name} must be one of ${lib.generators.toPretty { } valid}, but is: ${lib.generators.toPretty { } value}";

  traceIf = condition: message: value: if condition then trace message value else value;
  traceVal = value: trace value value;
  traceValFn = f: value: trace (f value) value;
  traceSeq = a: value: trace (deepSeq a a) value;
  traceSeqN = depth: a: value: trace (lib.generators.toPretty { multiline = false; } (lib.generators.withRecursion { depthLimit = depth; throwOnDepthLimit = false; } a)) value;
  traceValSeq = traceValSeqFn id;
  traceValSeqFn = f: value: traceValFn f (deepSeq value value);

  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = lib.strings.replicate 64 "0";
  fakeSha512 = lib.strings.replicate 128 "0";

  importJSON = path: builtins.fromJSON (readFile path);
  importTOML = path: fromTOML (readFile path);

  release = known "26.05";
  version = known "26.05";
  codeName = "Yarara";
  oldestSupportedRelease = 2511;
  isInOldestRelease = oldestSupportedReleaseIsAtLeast;
  oldestSupportedReleaseIsAtLeast = release: release <= oldestSupportedRelease;
  versionSuffix = "";
  revisionWithDefault = default: default;
  nixpkgsVersion = version;
  inPureEvalMode = !(builtins ? currentSystem);
  inNixShell = false;

  toHexString = n: lib.concatMapStrings (digit: builtins.substring digit 1 "0123456789ABCDEF") (toBaseDigits 16 n);
  fromHexString = text: (fromTOML "n = 0x${lib.removePrefix "0x" text}").n;
  # The digits of a number, the highest first.
  toBaseDigits = base: n: if n < base then [ n ] else toBaseDigits base (n / base) ++ [ (mod n base) ];

  # Fixed points: sets that are made of themselves, and changed by overlays.
  fix = f: let x = f x; in x;
  fix' = f: let x = f x // { __unfix__ = f; }; in x;
  converge = f: x: let y = f x; in if y == x then x else converge f y;
  extends = overlay: f: final: let previous = f final; in previous // overlay final previous;
  composeExtensions = f: g: final: previous: let first = f final previous; in first // g final (previous // first);
  composeManyExtensions = lib.foldr composeExtensions (_: _: { });
  makeExtensible = makeExtensibleWithCustomName "extend";
  makeExtensibleWithCustomName = name: f: fix' (self: f self // { ${name} = overlay: makeExtensibleWithCustomName name (extends (lib.toExtension overlay) f); });
  toExtension = overlay: if isFunction overlay then (final: previous: let made = overlay final; in if isFunction made then made previous else overlay previous) else (_: _: overlay);

  # Texts with dependencies, as activation scripts are.
  stringAfter = deps: text: { inherit deps text; };
  fullDepEntry = text: deps: { inherit text deps; };
  noDepEntry = text: { inherit text; deps = [ ]; };
  packEntry = deps: { inherit deps; text = ""; };
  textClosureList = entries: names:
    let
      add = done: name:
        if elem name done.names then done
        else
          let
            entry = entries.${name};
            before = foldl' add (done // { names = done.names ++ [ name ]; }) (entry.deps or [ ]);
          in
          before // { texts = before.texts ++ [ (if builtins.isString entry then entry else entry.text) ]; };
    in
    (foldl' add { names = [ ]; texts = [ ]; } names).texts;
  textClosureMap = f: entries: names: lib.concatMapStringsSep "\n" f (textClosureList entries names);
}
