# The outputs that snowfall-lib makes of the folders of a repository.
{ base, lib, inputs, namespace, helpers, src, root, snowfall, ownLib }:
let
  inherit (helpers) fs path;
  folder = fs.get-snowfall-file;
  plain = builtins.unsafeDiscardStringContext;
  handed = { inherit inputs namespace lib; };
  systems = [ "aarch64-linux" "aarch64-darwin" "x86_64-darwin" "x86_64-linux" ];
  defaults = below: fs.get-default-nix-files-recursive (folder below);
  hosts = import ./hosts.nix { inherit base lib inputs namespace helpers module; };

  # Modules by their folders, each called with the lib, packages and inputs of the repository.
  module.create-modules = { src ? folder "modules/nixos", overrides ? { }, alias ? { } }:
    let
      nameOf = file: base.removePrefix "/" (plain (base.removeSuffix "/default.nix" (base.removePrefix (toString src) (toString file))));
      modules = builtins.listToAttrs (map (file: { name = nameOf file; value = ofFile file; }) (fs.get-default-nix-files-recursive src));
    in
    modules // builtins.mapAttrs (_: name: modules.${name}) alias // overrides;
  ofFile = file: { pkgs, ... }@given:
    let
      made = import file;
      system = given.system or pkgs.stdenv.hostPlatform.system;
      target = given.target or system;
      arguments = given // handed // {
        inherit system target;
        format = helpers.system.formatOf target;
        virtual = given.virtual or (helpers.system.is-virtual target);
        systems = given.systems or { };
        pkgs = inputs.self.pkgs.${system}.nixpkgs;
      };
    in
    (if builtins.isFunction made then made arguments else made) // { _file = file; };

  # Packages, shells and checks by the names of their folders.
  named = files: call: builtins.listToAttrs (map (file: { name = plain (path.get-parent-directory file); value = call file; }) files);
  called = files: { channels, pkgs ? channels.nixpkgs, overrides ? { }, alias ? { }, namespace' ? namespace }:
    let
      more = { ${namespace'} = all; };
      set = pkgs // more // handed // { inherit channels; pkgs = pkgs // more; };
      all = named files (file: let f = import file; in pkgs.callPackage f (builtins.intersectAttrs (base.functionArgs f) (more // handed // { inherit channels; inherit (set) pkgs; })));
    in
    all // builtins.mapAttrs (_: name: all.${name}) alias // overrides;
  create = below: given: called (if given ? src then fs.get-default-nix-files-recursive given.src else defaults below)
    (builtins.intersectAttrs { channels = 1; pkgs = 1; overrides = 1; alias = 1; } given // (if given ? namespace then { namespace' = given.namespace; } else { }));

  # Package sets: of each input that has them, with the overlays and packages of the repository in nixpkgs.
  channelsOf = flake: system:
    let
      channels = builtins.mapAttrs
        (name: input: import input { inherit system; config = flake.channels-config or { }; overlays = if name == "nixpkgs" then overlay.create-overlays-builder { extra-overlays = flake.overlays or [ ]; } channels else [ ]; } // { inherit name input; })
        (base.filterAttrs (_: input: input.legacyPackages.x86_64-linux._type or null == "pkgs") inputs);
    in
    channels;
  overlay = {
    create-overlays-builder = { src ? folder "overlays", namespace ? handed.namespace, extra-overlays ? [ ] }: channels:
      [ (packagesOf namespace (_: channels)) ] ++ extra-overlays ++ map (file: import file (inputs // { inherit inputs lib channels; })) (fs.get-default-nix-files-recursive src);
    create-overlays = { src ? folder "overlays", namespace ? handed.namespace, extra-overlays ? { }, ... }:
      let
        channels = prev: inputs.self.pkgs.${prev.system};
        overlays = named (fs.get-default-nix-files-recursive src) (file: final: prev: import file (inputs // handed // { channels = channels prev; }) final prev);
      in
      overlays // { default = base.composeManyExtensions ([ (packagesOf namespace channels) ] ++ builtins.attrValues overlays); } // extra-overlays
      // base.mapAttrs' (name: _: { name = "package/${name}"; value = final: prev: { ${namespace} = prev.${namespace} or { } // { ${name} = (package.create-packages { channels = channels prev; }).${name}; }; }; }) (named (defaults "packages") (_: null));
  };
  packagesOf = namespace: channels: final: prev: { ${namespace} = prev.${namespace} or { } // package.create-packages { pkgs = final; channels = channels prev; inherit namespace; }; };
  package.create-packages = create "packages";
  shell.create-shells = create "shells";

  # Templates are folders, described by the flake.
  templates = { overrides ? { }, alias ? { } }:
    let all = builtins.listToAttrs (map (dir: { name = plain (baseNameOf (toString dir)); value = { path = dir; description = ""; } // overrides.${baseNameOf (toString dir)} or { }; }) (fs.get-directories (folder "templates"))); in
    overrides // all // builtins.mapAttrs (_: name: all.${name}) alias;

  # What is for the folders, and no output.
  own = [ "systems" "modules" "overlays" "packages" "outputs-builder" "outputsBuilder" "packagesPrefix" "hosts" "homes" "channels-config" "templates" "checks" "alias" "snowfall" "shells" "extra-exported-overlays" "supportedSystems" ];
  mkFlake = flake:
    let
      alias = flake.alias or { };
      wanted = flake.supportedSystems or systems;
      pkgs = base.genAttrs wanted (channelsOf flake);
      modules = class: module.create-modules { src = folder "modules/${class}"; overrides = flake.modules.${class} or { }; alias = alias.modules.${class} or { }; };
      perSystem = builtins.mapAttrs
        (system: channels:
          let
            built = (flake.outputs-builder or flake.outputsBuilder or (_: { })) channels;
            of = make: name: output: make { inherit channels; overrides = flake.${name} or { } // built.${output} or { }; alias = alias.${name} or { }; };
          in
          built // { packages = of package.create-packages "packages" "packages"; devShells = of shell.create-shells "shells" "devShells"; checks = of (create "checks") "checks" "checks"; })
        pkgs;
      outputs = base.unique ([ "packages" "devShells" "checks" ] ++ base.concatMap builtins.attrNames (if flake ? outputs-builder || flake ? outputsBuilder then builtins.attrValues perSystem else [ ]));
    in
    removeAttrs flake own // hosts.configurations flake
    // base.genAttrs outputs (output: builtins.mapAttrs (_: one: one.${output} or { }) perSystem)
    // {
      inherit pkgs;
      lib = ownLib;
      inputs = removeAttrs inputs [ "src" ];
      nixosModules = modules "nixos";
      darwinModules = modules "darwin";
      homeModules = modules "home";
      overlays = overlay.create-overlays { extra-overlays = flake.extra-exported-overlays or { }; };
      templates = templates { overrides = flake.templates or { }; alias = alias.templates or { }; };
      snowfall = { config = snowfall // { inherit src root namespace; }; raw-config = snowfall; user-lib = ownLib; };
    };
in
{ inherit mkFlake module package shell overlay; inherit (hosts) system home; }
