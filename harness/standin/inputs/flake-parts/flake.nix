# flake-parts: modules make a flake's outputs, some of them per system.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      perSystemOutputs = [ "packages" "legacyPackages" "checks" "devShells" "apps" "formatter" ];

      # Outputs, as flake-parts has them: a submodule, in which modules may declare more. Of the usual ones each name is defined
      # once, and what no option is declared for is.
      outputs = lib.types.submoduleWith {
        modules = [
          {
            _file = "<stand-in>";
            freeformType = lib.types.lazyAttrsOf once;
            options = lib.genAttrs merged (_: lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; });
          }
        ];
      };
      # Some of these are options of flake modules of other inputs.
      once = lib.types.mkOptionType {
        name = "output";
        merge = loc: defs:
          if builtins.length defs == 1 || !(builtins.elem (lib.last loc) mergeable) then (lib.types.unique { message = "No option has been declared for this flake output attribute, so its definitions can't be merged automatically."; } lib.types.raw).merge loc defs
          else (lib.types.lazyAttrsOf lib.types.raw).merge loc defs;
      };
      mergeable = [ "darwinConfigurations" "homeConfigurations" "darwinModules" "homeModules" "diskoConfigurations" ];
      merged = [ "nixosConfigurations" "nixosModules" "overlays" ] ++ lib.remove "formatter" perSystemOutputs;

      # Modules by class and name.
      withModules = { moduleLocation, ... }: {
        options.flake = parts.mkSubmoduleOptions {
          modules = lib.mkOption {
            type = lib.types.lazyAttrsOf (lib.types.lazyAttrsOf lib.types.deferredModule);
            default = { };
            apply = builtins.mapAttrs (class: builtins.mapAttrs (name: module: if class == "generic" then module else { _class = class; _file = "${toString moduleLocation}#modules.${class}.${name}"; imports = [ module ]; }));
          };
        };
      };
      # Outputs that a part of the flake makes, which has inputs of its own: they are made where they are asked for.
      withPartitions = { config, inputs, ... }: {
        options = {
          partitionedAttrs = lib.mkOption { type = lib.types.attrsOf lib.types.str; default = { }; };
          partitions = lib.mkOption {
            default = { };
            type = lib.types.attrsOf (lib.types.submodule {
              options = {
                extraInputsFlake = lib.mkOption { type = lib.types.raw; default = null; };
                extraInputs = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; };
                module = lib.mkOption { type = lib.types.deferredModule; default = { }; };
              };
            });
          };
        };
        config.flake = builtins.mapAttrs
          (output: name: let part = config.partitions.${name}; in (mkFlake { inputs = inputs // part.extraInputs; } { imports = [ part.module ]; systems = config.systems; }).${output})
          config.partitionedAttrs;
      };
      withFlakeModules.options.flake = parts.mkSubmoduleOptions { flakeModules = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.deferredModule; default = { }; }; };

      mkFlake = { inputs, specialArgs ? { }, ... }: module:
        let
          self = inputs.self;
          own = {
            _file = "<stand-in>";
            options = {
              systems = lib.mkOption { type = lib.types.listOf lib.types.str; };
              perSystem = lib.mkOption { type = lib.types.deferredModule; default = { }; };
              debug = lib.mkOption { type = lib.types.bool; default = false; };
              flake = lib.mkOption { type = outputs; default = { }; };
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
        mkSubmoduleOptions = options: lib.mkOption { type = lib.types.submoduleWith { modules = [ { inherit options; } ]; }; };
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
      flakeModules = lib.genAttrs [ "easyOverlay" "touchup" "bundlers" ] (_: { }) // { partitions = withPartitions; modules = withModules; flakeModules = withFlakeModules; };
    };
}
