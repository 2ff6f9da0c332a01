# Packages as placeholders: every name that is asked for in packages.json, and the helpers that make packages.
#
# given: what else `import nixpkgs` was called with. ofHost: the module system makes these packages
# for a host, of which config and overlays are recorded by themselves. bare: what the overlays make is
# wanted as a part of what the packages are known by, so that it cannot be known by that itself.
{ system, config ? { }, overlays ? [ ], given ? { }, ofHost ? false, bare ? false }:
let
  lib = import ./lib;
  inherit (import ./mode.nix) exact id nixpkgs;
  inherit (import ./shown.nix { inherit lib; }) shown;
  platform = lib.systems.elaborate system;
  target = if given ? crossSystem && given.crossSystem != null then lib.systems.elaborate (given.crossSystem.system or given.crossSystem) else platform;
  placeholder = import ./placeholder.nix { inherit lib system; };

  # Which packages these are: of two names that are the same in two of them, neither is the other.
  changed = config != { } || overlays != [ ] || given != { };
  instance =
    if !exact then ""
    else "${id} ${system}${if !changed then "" else if ofHost then " of the host" else " ${shown config} ${shown given} ${if bare then "" else shown ofOverlays}"}";
  ofOverlays = (import ./pkgs.nix { inherit system config overlays given; bare = true; }).mxmcheck.results;
  named = path: placeholder { pname = lib.last path; made = "${lib.concatStringsSep "." path} of ${instance}"; };
  made = how: what: attrs: placeholder (attrs // (if exact then { made = "${how} of ${instance} ${shown what}"; } else { }));

  byName = how: name: content: made how [ name content ] { pname = name; };
  args = how: a:
    let given = if builtins.isFunction a then a (args how a) else a;
    in made how given (builtins.intersectAttrs { name = 1; pname = 1; version = 1; meta = 1; passthru = 1; } given);
  format = kind: options: { type = lib.types.anything; generate = name: content: made "formats.${kind}" [ options name content ] { pname = name; }; };
  ofKind = f: names: lib.genAttrs names f;

  # What is below a package and makes another one of it, as google-cloud-sdk.withExtraComponents does.
  isChange = name: builtins.match "with[A-Z].*" name != null;
  # "a.b" becomes a set a with a package b, which is a package too.
  insert = at: set: path:
    let name = builtins.head path; rest = builtins.tail path; here = at ++ [ name ]; old = set.${name} or (if at != [ ] && rest == [ ] && isChange name then change: (named at).override { ${name} = change; } else named here); in
    set // { ${name} = if rest == [ ] then old else old // insert here old rest; };
  of = name: builtins.fromJSON (builtins.readFile (./. + "/${name}.json"));
  written = of "packages";
  wanted = written ++ of "computed";
  # What only a computed name may mean need not be a package: no optional argument of that name is given it.
  perhaps = builtins.attrNames (removeAttrs (lib.genAttrs (map builtins.head (of "computed")) (_: null)) (
    map builtins.head written ++ builtins.attrNames helpers ++ lib.concatMap (result: if result ? mxmcheckStub then [ ] else builtins.attrNames result) applied.results
  ));

  stdenv = how: named [ how ] // { mkDerivation = args how; hostPlatform = target; buildPlatform = platform; targetPlatform = target; inherit (target) isLinux isDarwin; };
  helpers =
    ofKind byName [ "writeText" "writeTextDir" "writeShellScript" "writeShellScriptBin" "writeScriptBin" "writeScript" "linkFarm" ]
    // ofKind args [
      "writeShellApplication" "writeTextFile" "buildEnv" "symlinkJoin" "buildGoModule" "buildNpmPackage" "applyPatches"
      "fetchFromGitHub" "fetchFromGitLab" "fetchgit" "fetchurl" "fetchzip" "fetchpatch"
    ]
    // ofKind (how: name: env: script: byName how name [ env script ]) [ "runCommand" "runCommandLocal" "runCommandCC" "runCommandNoCC" "runCommandNoCCLocal" ]
    // ofKind (how: a: args how ({ name = "shell"; } // a)) [ "mkShell" "mkShellNoCC" ]
    // ofKind stdenv [ "stdenv" "stdenvNoCC" ]
    // {
      _type = "pkgs";
      inherit lib system config overlays;
      path = ./.;
      formats = ofKind format [ "json" "toml" "yaml" "ini" "keyValue" "gitIni" "xml" ];
      # An argument that is no package known here is a placeholder, as the package itself would be.
      callPackage = f: given:
        let
          g = if lib.isFunction f then f else import f;
          wanted = lib.functionArgs g;
          needed = lib.filterAttrs (_: optional: !optional) wanted;
        in
        lib.makeOverridable g (builtins.mapAttrs (name: _: named [ name ]) needed // builtins.intersectAttrs wanted (removeAttrs self perhaps) // given);
      callPackages = f: given: removeAttrs (helpers.callPackage f given) [ "override" "overrideDerivation" ];
      newScope = more: f: given: helpers.callPackage f (more // given);
      extend = overlay: helpers.appendOverlays [ overlay ];
      appendOverlays = more: import ./pkgs.nix { inherit system config given; overlays = overlays ++ more; };
      mxmcheck = { made = "nixpkgs ${instance}"; inherit nixpkgs given ofHost; results = applied.results; };
    };
  byLength = builtins.partition (path: builtins.length path == 1) wanted; # at once: adding thousands one by one copies all before
  plain = builtins.listToAttrs (map (path: { name = builtins.head path; value = named path; }) byLength.right);
  base = builtins.foldl' (insert [ ]) plain byLength.wrong // helpers;
  # The packages, and what each overlay made of those before it.
  applied = builtins.foldl'
    (before: overlay:
      let result = lib.toExtension overlay self before.set; in
      { set = before.set // (if result ? mxmcheckStub then { } else result); results = before.results ++ [ result ]; })
    { set = base; results = [ ]; }
    overlays;
  self = applied.set;
in
self
