# flake-parts: modules make a flake's outputs, some of them per system.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      perSystemOutputs = [ "packages" "legacyPackages" "checks" "devShells" "apps" "formatter" ];

      # Outputs that are sets merge one level deep; anything else must be defined once. What modules declare merges as they say.
      outputsType = declared: lib.types.mkOptionType {
        name = "outputs";
        check = builtins.isAttrs;
        functor = lib.types.defaultFunctor "outputs" // { payload = declared; type = outputsType; binOp = a: b: a // b; };
        merge = loc: defs:
          let
            pushed = builtins.concatMap (d: map (value: { inherit (d) file; inherit value; }) (lib.pushDownProperties d.value)) defs;
            names = builtins.attrNames (builtins.foldl' (a: d: a // d.value) (lib.filterAttrs (_: o: o ? default || o.type.name == "outputs") declared) pushed);
            of = name: builtins.concatMap (d: if d.value ? ${name} then [ { inherit (d) file; value = d.value.${name}; } ] else [ ]) pushed;
            as = option: name: all: (option.apply or (x: x)) (if all == [ ] then option.default or (option.type.merge (loc ++ [ name ]) [ ]) else (lib.mergeDefinitions (loc ++ [ name ]) option.type all).mergedValue);
            merge = name: let all = of name; in
              if declared ? ${name} then as declared.${name} name all
              else if builtins.length all == 1 then (builtins.head all).value
              else if builtins.elem name mergeable then builtins.foldl' (a: d: a // d.value) { } all
              else throw "The option `flake.${name}' is defined multiple times while it's expected to be unique.${lib.options.showDefs all}";
          in lib.genAttrs names merge;
      };
      mergeable = [ "nixosConfigurations" "darwinConfigurations" "homeConfigurations" "nixosModules" "darwinModules" "homeModules" "overlays" "modules" "diskoConfigurations" "flakeModules" ] ++ perSystemOutputs;

      mkFlake = { inputs, specialArgs ? { }, ... }: module:
        let
          self = inputs.self;
          own = {
            _file = "<stand-in>";
            options = {
              systems = lib.mkOption { type = lib.types.listOf lib.types.str; };
              perSystem = lib.mkOption { type = lib.types.deferredModule; default = { }; };
              debug = lib.mkOption { type = lib.types.bool; default = false; };
              flake = lib.mkOption { type = outputsType { }; default = { }; };
              transposition = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; }; # by the outputs that modules have per system
            };
            config._module.args = { inherit self inputs withSystem getSystem moduleWithSystem; flake-parts-lib = parts; moduleLocation = "${self}/flake.nix"; };
          };
          eval = lib.evalModules { specialArgs = { inherit inputs self; flake-parts-lib = parts; } // specialArgs; class = "flake"; modules = [ own module ]; };
          systemOf = system: lib.evalModules {
            specialArgs = {
              inherit system;
              self' = perInput system self;
              inputs' = builtins.mapAttrs (_: perInput system) inputs;
            };
            free = _: true;
            modules = [
              eval.config.perSystem
              {
                _file = "<stand-in>";
                options = lib.genAttrs perSystemOutputs (name: lib.mkOption (
                  if name == "formatter" then { type = lib.types.nullOr lib.types.raw; default = null; }
                  else { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; }
                ));
                config._module.args.pkgs = lib.mkOptionDefault inputs.nixpkgs.legacyPackages.${system}; }
            ];
          };
          perInput = system: flake: lib.genAttrs perSystemOutputs (name: flake.${name}.${system} or { });
          systems = lib.genAttrs eval.config.systems systemOf;
          argsOf = system: let s = systems.${system} or (systemOf system); in s._module.args // { inherit system; inherit (s) config; self' = perInput system self; inputs' = builtins.mapAttrs (_: perInput system) inputs; };
          withSystem = system: f: f (argsOf system);
          getSystem = system: (systems.${system} or (systemOf system)).config;
          # Only the arguments that are named, each when it is read: what is imported must not depend on them.
          moduleWithSystem = f: { config, ... }:
            let all = argsOf (config.nixpkgs.hostPlatform.system or config._module.args.pkgs.stdenv.hostPlatform.system); in
            { imports = [ (f (builtins.mapAttrs (name: _: all.${name}) (lib.functionArgs f))) ]; };
          transposed = lib.genAttrs (perSystemOutputs ++ builtins.attrNames (removeAttrs eval.config.transposition perSystemOutputs)) (name:
            let all = builtins.mapAttrs (_: s: s.config.${name}) systems; in
            (if name == "formatter" then lib.filterAttrs (_: v: v != null) all else all) // eval.config.flake.${name} or { });
        in
        eval.config.flake // transposed;
      parts = {
        inherit mkFlake;
        importApply = lib.modules.importApply;
        importAndPublish = name: module: { imports = [ module ]; flake.modules.flake.${name} = module; };
        mkSubmoduleOptions = options: lib.mkOption { type = outputsType options; };
        mkPerSystemType = module: lib.types.deferredModuleWith { staticModules = [ module ]; };
        mkPerSystemOption = module: lib.mkOption { type = parts.mkPerSystemType module; };
        mkTransposedPerSystemModule = { name, option, file }: {
          _file = file;
          options.perSystem = parts.mkPerSystemOption { _file = file; options.${name} = option; };
          config.transposition.${name} = { };
        };
      };
    in
    {
      lib = parts;
      flakeModules = lib.genAttrs [ "modules" "flakeModules" "easyOverlay" "partitions" "touchup" "bundlers" ] (_: { });
    };
}
