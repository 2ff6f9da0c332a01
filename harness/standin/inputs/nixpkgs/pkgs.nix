# Packages as placeholders: every name that is asked for in packages.json, and the helpers that make packages.
{ system, config ? { }, overlays ? [ ] }:
let
  lib = import ./lib;
  platform = lib.systems.elaborate system;
  named = pname: placeholder { inherit pname; };

  # Where two evaluations are compared, a package is told by what it is made from: its name alone
  # would not tell that a script became another one. Otherwise that is not looked at.
  exact = builtins.fromJSON (builtins.readFile ./exact.json);
  made = what: named: placeholder (named // (if exact then { made = shown 0 what; } else { }));
  # A function cannot be looked into; it is marked, so that nobody takes two for the same.
  unseen = "<mxmcheck: not seen>";
  hashed = made: "${if lib.hasInfix unseen made then "unseen-" else ""}${builtins.hashString "md5" made}";
  shown = depth: value: let tried = builtins.tryEval value; in if tried.success then shownKnown depth tried.value else "<error>";
  shownKnown = depth: value:
    if builtins.isFunction value then unseen
    else if builtins.isPath value then (if builtins.pathExists value then "<${value}>" else "<${toString value}>")
    else if builtins.isString value then builtins.toJSON (builtins.unsafeDiscardStringContext value)
    else if builtins.isList value then "[${lib.concatMapStringsSep " " (shown (depth + 1)) value}]"
    else if !builtins.isAttrs value then builtins.toJSON value
    else if value.type or null == "derivation" then "<package ${value.name or "?"} ${value.mxmcheck.made or ""}>"
    else if depth > 12 || value ? __functor || value._type or null == "pkgs" then unseen
    else "{${lib.concatStringsSep " " (lib.mapAttrsToList (name: one: "${name}=${shown (depth + 1) one}") (builtins.removeAttrs value [ "meta" "passthru" ]))}}";

  placeholder = attrs:
    let
      pname = attrs.pname or (builtins.parseDrvName (attrs.name or "package")).name;
      changed = change: self // {
        mxmcheck.made = "${self.mxmcheck.made} but ${shown 0 change}";
        outPath = if exact then at "${self.mxmcheck.made} but ${shown 0 change}" else self.outPath;
      };
      at = made: if made == "" then "/placeholder/${pname}" else "/placeholder/${hashed made}-${pname}";
      self = {
        type = "derivation";
        inherit pname system;
        name = attrs.name or "${pname}-0";
        version = attrs.version or "0";
        outPath = at (attrs.made or "");
        mxmcheck.made = attrs.made or "";
        # A derivation that does nothing, for who asks for one: nix flake check does.
        inherit (derivation { inherit (self) name; inherit system; builder = "/bin/sh"; }) drvPath;
        outputName = "out";
        outputs = [ "out" ];
        meta = { mainProgram = pname; } // attrs.meta or { };
        passthru = attrs.passthru or { };
        override = changed;
        overrideAttrs = changed;
        withPlugins = changed;
        withPackages = changed;
        __toString = _: self.outPath;
      } // attrs.passthru or { };
    in builtins.removeAttrs self [ "__toString" ];
  byName = name: content: made content { pname = name; };
  args = a: let given = if builtins.isFunction a then a (args a) else a; in made given (builtins.intersectAttrs { name = 1; pname = 1; version = 1; meta = 1; passthru = 1; } given);
  format = _: { type = lib.types.anything; generate = byName; };

  # "a.b" becomes a set a with a package b, which is a package too.
  insert = set: path:
    let name = builtins.head path; rest = builtins.tail path; old = set.${name} or (named name); in
    set // { ${name} = if rest == [ ] then old else old // insert old rest; };
  wanted = builtins.fromJSON (builtins.readFile ./packages.json);

  helpers = {
    _type = "pkgs";
    inherit lib system;
    stdenv = named "stdenv" // { mkDerivation = args; hostPlatform = platform; buildPlatform = platform; targetPlatform = platform; inherit (platform) isLinux isDarwin; };
    stdenvNoCC = helpers.stdenv;
    inherit config overlays;
    path = ./.;
    writeText = byName;
    writeTextDir = byName;
    writeShellScript = byName;
    writeShellScriptBin = byName;
    writeScriptBin = byName;
    writeScript = byName;
    writeShellApplication = args;
    writeTextFile = args;
    runCommand = name: env: script: byName name [ env script ];
    runCommandLocal = helpers.runCommand;
    buildEnv = args;
    symlinkJoin = args;
    linkFarm = byName;
    mkShell = a: args ({ name = "shell"; } // a);
    mkShellNoCC = helpers.mkShell;
    buildGoModule = args;
    buildNpmPackage = args;
    # An argument that is no package known here is a placeholder, as the package itself would be.
    callPackage = f: given:
      let
        g = if lib.isFunction f then f else import f;
        wanted = lib.functionArgs g;
        needed = lib.filterAttrs (_: optional: !optional) wanted;
      in
      lib.makeOverridable g (builtins.mapAttrs byName needed // builtins.intersectAttrs wanted self // given);
    callPackages = f: given: removeAttrs (helpers.callPackage f given) [ "override" "overrideDerivation" ];
    newScope = more: f: given: helpers.callPackage f (more // given);
    formats = lib.genAttrs [ "json" "toml" "yaml" "ini" "keyValue" "gitIni" "xml" ] (_: format);
    fetchFromGitHub = args;
    fetchFromGitLab = args;
    fetchgit = args;
    fetchurl = args;
    fetchzip = args;
    fetchpatch = args;
    extend = overlay: helpers.appendOverlays [ overlay ];
    appendOverlays = more: import ./pkgs.nix { inherit system config; overlays = overlays ++ more; };
  };
  base = builtins.foldl' insert { } wanted // helpers;
  self = builtins.foldl' (before: overlay: before // lib.toExtension overlay self before) base overlays;
in
self
