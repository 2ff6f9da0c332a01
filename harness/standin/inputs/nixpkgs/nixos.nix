# Hosts: the module system over a repository's modules, where only the strict namespaces need options.
{ lib }:
let
  strict = map (lib.splitString ".") (builtins.fromJSON (builtins.readFile ./namespaces.json));
  inStrict = path: builtins.any (ns: lib.take (builtins.length ns) path == ns) strict;
  free = path: !(inStrict path);
  inherit (import ./mode.nix) exact from;

  # What every kind of host has: packages, assertions, warnings.
  common = platformOf: { config, options, ... }: {
    _file = "<stand-in>";
    options = {
      assertions = lib.mkOption { type = lib.types.listOf lib.types.unspecified; default = [ ]; internal = true; };
      warnings = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; internal = true; };
    };
    config._module.args.pkgs = lib.mkOptionDefault (
      let
        # On macOS these are options, on NixOS they are whatever is defined.
        given = name: default:
          if options ? nixpkgs.${name} && !options.nixpkgs.${name}.isDefined then default else config.nixpkgs.${name} or default;
      in
      given "pkgs" (import ./pkgs.nix { system = platformOf config; config = given "config" { }; overlays = given "overlays" [ ]; ofHost = true; })
    );
  };

  # What a host tells its inputs beside definitions: which modules of theirs it imports and disables,
  # who makes it, and which packages it is made of. A host's own packages are made from definitions, which
  # are told as such; a package set that comes from outside is told whole. What overlays make is wanted
  # where two evaluations are compared, elsewhere they are functions.
  told = { eval, packages, maker ? [ ] }:
    map (one: { inherit (one) path file; value = if one.stub != null then one.stub else { outPath = one.key; }; imported = if one.path == [ "imports" ] then one.key else null; }) eval.mxmcheck.named
    ++ map (value: { file = lib.options.unknownModule; path = [ "modulesPath" ]; inherit value; }) maker
    ++ [ { file = lib.options.unknownModule; path = [ "pkgs" ]; value = packages; } ];
  packagesOf = pkgs:
    if pkgs ? mxmcheckStub then pkgs
    else lib.mkIf (pkgs ? mxmcheck.made) ({ inherit (pkgs.mxmcheck) nixpkgs; } // (
      if !pkgs.mxmcheck.ofHost then { inherit (pkgs) system; } // argumentsOf pkgs
      else if exact then { overlays = map shownSets pkgs.mxmcheck.results; }
      else { }
    ));
  argumentsOf = { mxmcheck, config, overlays, ... }:
    let arguments = mxmcheck.given // (if config == { } then { } else { inherit config; }) // (if overlays == [ ] then { } else { overlays = if exact then map shownSets mxmcheck.results else overlays; }); in
    if arguments == { } then { } else { inherit arguments; };
  # A home in a host has the packages of the host, if it is given no others.
  packagesOfHome = pkgs: lib.mkIf (!(pkgs.mxmcheck.ofHost or false)) (packagesOf pkgs);
  # A package set is told by what it was made from.
  shownSets = overlay: if overlay ? mxmcheckStub then overlay else builtins.mapAttrs (name: one: if one._type or null == "pkgs" then { type = "derivation"; pname = name; inherit (one) mxmcheck; } else one) overlay;

  # A host with what it tells its inputs, that of its homes among it, and with a derivation that
  # changes with what it defines.
  finish = { eval, system, name, attr, pkgs ? eval._module.specialArgs.pkgs or eval._module.args.pkgs }:
    let
      users = eval.options.home-manager.users.valueMeta.attrs or { };
      ofHomes = what: lib.concatLists (lib.mapAttrsToList
        (user: meta: map (e: e // { path = [ "home-manager" "users" user ] ++ e.path; }) (what meta.configuration)) users);
      effectsOf = one: lib.modules.effectsOf one.mxmcheck.skips one.mxmcheck.definitions;
      effects = effectsOf eval ++ ofHomes effectsOf;
      text = value:
        let shown = builtins.tryEval (plain value); in if shown.success then shown.value else "<error>";
      plain = v:
        if builtins.isFunction v then "<function>"
        else if builtins.isAttrs v && v.type or null == "derivation" then "<derivation ${v.pname or v.name}>"
        else if builtins.isAttrs v then builtins.toJSON (builtins.mapAttrs (_: text) v)
        else if builtins.isList v then builtins.toJSON (map text v)
        else if builtins.isPath v then "<path ${baseNameOf v}>"
        else builtins.toJSON v;
      drv = derivation {
        inherit name system;
        builder = "/bin/sh";
        effects = builtins.unsafeDiscardStringContext (lib.concatMapStringsSep "\n" (e: "${lib.concatStringsSep "." e.path} = ${text e.value}") effects);
      };
    in
    eval // {
      mxmcheck = eval.mxmcheck // {
        # Without the option of home-manager, as where a stubbed module may declare it, homes are definitions like others.
        skips = path: eval.mxmcheck.skips path && (eval.options ? home-manager.users || lib.take 2 path != [ "home-manager" "users" ]);
        told = told { inherit eval; packages = packagesOf pkgs; maker = [ from ]; } ++ ofHomes (home: told { eval = home; packages = packagesOfHome home._module.args.pkgs; });
      };
      config = lib.recursiveUpdateUntil (path: _: _: builtins.length path > 3) eval.config (lib.setAttrByPath attr drv);
    };

  skipEffects = path: inStrict path || lib.take 2 path == [ "home-manager" "users" ] || builtins.elem (builtins.head (path ++ [ "" ])) [ "assertions" "warnings" ];

  host = { class, modules, specialArgs, system ? null, free' ? free, extra ? [ ], given ? { } }:
    let
      # What the functions that make hosts take beside modules: another lib, packages, more modules.
      base = given.lib or lib;
      asked = given.baseModules or [ ] ++ given.extraModules or [ ]
        ++ lib.optional (given.extraArgs or { } != { }) { _file = "<stand-in>"; _module.args = given.extraArgs; }
        ++ lib.optional (given.pkgs or null != null) { _file = "<stand-in>"; _module.args.pkgs = lib.mkForce given.pkgs; };
      platformOf = config: if system != null then system else
        let p = config.nixpkgs.hostPlatform or config.nixpkgs.system or "x86_64-linux"; in p.system or p;
      eval = base.evalModules {
        inherit class skipEffects;
        free = free';
        specialArgs = { modulesPath = toString ./nixos/modules; } // specialArgs;
        modules = modules ++ asked ++ extra ++ [ (common platformOf) ];
      };
      platform = platformOf eval.config;
    in
    finish { inherit eval; system = platform; name = "${class}-system"; attr = [ "system" "build" "toplevel" ]; }
    // { inherit (eval._module.args) pkgs; };
in
{
  inherit free inStrict skipEffects common finish host;
  system = { modules, specialArgs ? { }, system ? null, ... }@given: host { class = "nixos"; inherit modules specialArgs system given; };
}
