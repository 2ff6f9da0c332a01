# Packages as placeholders: every name that is asked for in packages.json, and the helpers that make packages.
{ system }:
let
  lib = import ./lib;
  platform = lib.systems.elaborate system;
  named = pname: placeholder { inherit pname; };
  placeholder = attrs:
    let
      pname = attrs.pname or (builtins.parseDrvName (attrs.name or "package")).name;
      self = {
        type = "derivation";
        inherit pname system;
        name = attrs.name or "${pname}-0";
        version = attrs.version or "0";
        outPath = "/placeholder/${pname}";
        drvPath = "/placeholder/${pname}.drv";
        outputName = "out";
        outputs = [ "out" ];
        meta = { mainProgram = pname; } // attrs.meta or { };
        passthru = attrs.passthru or { };
        override = _: self;
        overrideAttrs = _: self;
        withPlugins = _: self;
        withPackages = _: self;
        __toString = _: self.outPath;
      } // attrs.passthru or { };
    in builtins.removeAttrs self [ "__toString" ];
  byName = name: _: placeholder { pname = name; };
  args = a: placeholder (if builtins.isFunction a then a (args a) else builtins.intersectAttrs { name = 1; pname = 1; version = 1; meta = 1; passthru = 1; } a);
  format = _: { type = lib.types.anything; generate = name: _: named name; };

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
    config = { };
    path = ./.;
    writeText = byName;
    writeTextDir = byName;
    writeShellScript = byName;
    writeShellScriptBin = byName;
    writeScriptBin = byName;
    writeScript = byName;
    writeShellApplication = args;
    writeTextFile = args;
    runCommand = name: _: _: named name;
    runCommandLocal = helpers.runCommand;
    buildEnv = args;
    symlinkJoin = args;
    linkFarm = byName;
    mkShell = a: args ({ name = "shell"; } // a);
    mkShellNoCC = helpers.mkShell;
    buildGoModule = args;
    buildNpmPackage = args;
    callPackage = f: given: let g = if builtins.isFunction f then f else import f; in g (builtins.intersectAttrs (builtins.functionArgs g) self // given);
    formats = lib.genAttrs [ "json" "toml" "yaml" "ini" "keyValue" "gitIni" "xml" ] (_: format);
    fetchFromGitHub = args;
    fetchurl = args;
    extend = _: self;
    appendOverlays = _: self;
  };
  self = builtins.foldl' insert { } wanted // helpers;
in
self
