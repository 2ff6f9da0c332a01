# Packages: their names and programs, licences and platforms, and how they are called and overridden.
{ lib }:
let
  inherit (builtins) concatMap functionArgs intersectAttrs isAttrs isString listToAttrs;
  inherit (lib) isFunction mirrorFunctionArgs;

  licence = spdxId: free: { inherit spdxId free; shortName = lib.toLower spdxId; fullName = spdxId; url = "https://spdx.org/licenses/${spdxId}.html"; deprecated = false; redistributable = free; };
in
rec {
  getExe = package:
    let name = package.meta.mainProgram or (package.pname or (lib.getName package)); in
    getExe' package name;
  getExe' = package: name:
    if lib.hasInfix "/" name then throw "lib.meta.getExe': The second argument \"${name}\" is a nested path with a \"/\" character, but it should just be the name of the executable instead."
    else "${lib.getBin package}/bin/${name}";
  addMetaAttrs = meta: package: if isFunction package then args: addMetaAttrs meta (package args) else package // { meta = package.meta or { } // meta; };
  setPrio = priority: addMetaAttrs { inherit priority; };
  lowPrio = setPrio 10;
  hiPrio = setPrio (0 - 10);
  lowPrioSet = builtins.mapAttrs (_: lowPrio);
  hiPrioSet = builtins.mapAttrs (_: hiPrio);
  setName = name: package: package // { inherit name; };
  appendToName = suffix: package: package // { name = let n = builtins.parseDrvName package.name; in "${n.name}-${suffix}${if n.version == "" then "" else "-${n.version}"}"; };
  platformMatch = platform: pattern: if isString pattern then platform.system == pattern else lib.matchAttrs (pattern.parsed or pattern) (if pattern ? parsed then platform.parsed else platform);
  availableOn = platform: package:
    (!(package.meta or { } ? platforms) || lib.any (platformMatch platform) package.meta.platforms)
    && !lib.any (platformMatch platform) (package.meta.badPlatforms or [ ]);

  makeOverridable = f: mirrorFunctionArgs f (given:
    let
      made = f given;
      override = mirrorFunctionArgs f (change: makeOverridable f (given // (if isFunction change then change given else change)));
      again = change: makeOverridable (mirrorFunctionArgs f (args: change (f args))) given;
    in
    if isAttrs made then made // { inherit override; } // (if made ? overrideAttrs then { overrideAttrs = change: again (package: package.overrideAttrs change); } else { })
    else if isFunction made then lib.setFunctionArgs made (lib.functionArgs made) // { inherit override; }
    else made);
  callPackageWith = set: package: given:
    let f = if isFunction package then package else import package; in
    makeOverridable f (intersectAttrs (lib.functionArgs f) set // given);
  callPackagesWith = set: package: given: let f = if isFunction package then package else import package; in f (intersectAttrs (lib.functionArgs f) set // given);
  makeScope = newScope: f:
    let self = f self // {
      newScope = more: newScope (self // more);
      callPackage = self.newScope { };
      overrideScope = overlay: makeScope newScope (lib.extends overlay f);
      packages = f;
    }; in self;
  hydraJob = package: package;
  lazyDerivation = { derivation, ... }: derivation;
  optionalDrvAttr = condition: value: if condition then value else null;
  extendDerivation = condition: more: package: assert condition; package // more;
  toDerivation = path: {
    type = "derivation";
    name = lib.strings.sanitizeDerivationName (builtins.substring 33 (0 - 1) (baseNameOf path));
    outPath = toString path;
    outputs = [ "out" ];
    outputName = "out";
    out = toDerivation path;
  };

  licenses = {
    mit = licence "MIT" true;
    asl20 = licence "Apache-2.0" true;
    gpl2Only = licence "GPL-2.0-only" true;
    gpl2Plus = licence "GPL-2.0-or-later" true;
    gpl3Only = licence "GPL-3.0-only" true;
    gpl3Plus = licence "GPL-3.0-or-later" true;
    lgpl21Plus = licence "LGPL-2.1-or-later" true;
    lgpl3Plus = licence "LGPL-3.0-or-later" true;
    agpl3Only = licence "AGPL-3.0-only" true;
    agpl3Plus = licence "AGPL-3.0-or-later" true;
    bsd2 = licence "BSD-2-Clause" true;
    bsd3 = licence "BSD-3-Clause" true;
    isc = licence "ISC" true;
    mpl20 = licence "MPL-2.0" true;
    cc0 = licence "CC0-1.0" true;
    cc-by-sa-40 = licence "CC-BY-SA-4.0" true;
    ofl = licence "OFL-1.1" true;
    unlicense = licence "Unlicense" true;
    zlib = licence "Zlib" true;
    gpl2 = licence "GPL-2.0" true;
    gpl3 = licence "GPL-3.0" true;
    lgpl2Plus = licence "LGPL-2.0-or-later" true;
    lgpl21 = licence "LGPL-2.1" true;
    lgpl21Only = licence "LGPL-2.1-only" true;
    lgpl3 = licence "LGPL-3.0" true;
    lgpl3Only = licence "LGPL-3.0-only" true;
    artistic2 = licence "Artistic-2.0" true;
    boost = licence "BSL-1.0" true;
    bsd0 = licence "0BSD" true;
    eupl12 = licence "EUPL-1.2" true;
    epl20 = licence "EPL-2.0" true;
    mit0 = licence "MIT-0" true;
    mpl11 = licence "MPL-1.1" true;
    ncsa = licence "NCSA" true;
    wtfpl = licence "WTFPL" true;
    cc-by-40 = licence "CC-BY-4.0" true;
    cc-by-sa-30 = licence "CC-BY-SA-3.0" true;
    bsl11 = licence "BUSL-1.1" false;
    cc-by-nc-40 = licence "CC-BY-NC-4.0" false;
    cc-by-nc-sa-40 = licence "CC-BY-NC-SA-4.0" false;
    cc-by-nd-40 = licence "CC-BY-ND-4.0" false;
    sspl = licence "SSPL-1.0" false;
    free = { shortName = "unspecified free software license"; fullName = "Unspecified free software license"; free = true; deprecated = false; redistributable = true; };
    publicDomain = { shortName = "Public Domain"; fullName = "Public Domain"; free = true; deprecated = false; redistributable = true; };
    unfree = { shortName = "unfree"; fullName = "Unfree"; free = false; deprecated = false; redistributable = false; };
    unfreeRedistributable = { shortName = "unfreeRedistributable"; fullName = "Unfree redistributable"; free = false; deprecated = false; redistributable = true; };
  };
  platforms = rec {
    linux = [ "aarch64-linux" "armv6l-linux" "armv7l-linux" "i686-linux" "loongarch64-linux" "powerpc64le-linux" "riscv64-linux" "s390x-linux" "x86_64-linux" ];
    darwin = [ "x86_64-darwin" "aarch64-darwin" ];
    x86_64 = [ "x86_64-linux" "x86_64-darwin" ];
    aarch64 = [ "aarch64-linux" "aarch64-darwin" ];
    unix = linux ++ darwin;
    all = unix;
    i686 = [ "i686-linux" ];
    freebsd = [ "x86_64-freebsd" ];
    windows = [ "x86_64-windows" "i686-windows" ];
    none = [ ];
  };
  # Whoever is asked for is a maintainer: nobody is listed here.
  maintainers = { };
  teams = { };
}
