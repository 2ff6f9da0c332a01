# What snowfall-lib makes of a repository, as far as hosts, homes, modules and the own lib go: a folder of systems/TARGET is a host, one of
# homes/TARGET a home, and modules/CLASS holds what all of a class have. Source: snowfallorg/lib, snowfall-lib/ (2024).
let
  inherit (builtins) concatMap filter mapAttrs pathExists;
  open = builtins.openSet;
  folders = dir: if pathExists dir then filter (name: builtins.readFileType (dir + "/${name}") == "directory") (builtins.attrNames (builtins.readDir dir)) else [ ];
  defaults = dir: if pathExists dir then filter (file: builtins.hasSuffix "/default.nix" (toString file)) (builtins.listFilesRecursive dir) else [ ];
  # The folders with a default.nix below those of a kind of system.
  found = below: concatMap
    (target: map (name: { inherit name target; path = below + "/${target}/${name}/default.nix"; }) (filter (name: pathExists (below + "/${target}/${name}/default.nix")) (folders (below + "/${target}"))))
    (folders below);
  formats = [
    "amazon" "azure" "cloudstack" "docker" "do" "gce" "install-iso-hyperv" "hyperv" "install-iso" "iso" "kexec" "kexec-bundle" "kubevirt" "proxmox-lxc" "lxc-metadata" "lxc"
    "openstack" "proxmox" "qcow" "raw-efi" "raw" "sd-aarch64-installer" "sd-aarch64" "vagrant-virtualbox" "virtualbox" "vm-bootloader" "vm-nogui" "vmware" "vm"
  ];
  virtualOf = target: builtins.findFirst (format: builtins.hasInfix format target) "" formats;
  isDarwin = builtins.hasInfix "darwin";
  # user@host
  parts = name:
    let split = builtins.splitString "@" name; in
    { user = builtins.head split; host = if builtins.length split > 1 then builtins.elemAt split 1 else ""; };
  # A folder that a filter leaves parts of, as lib.cleanSource gives it, is that folder.
  sourceOf = src: if builtins.isAttrs src && src ? origSrc then src.origSrc else src;
  named = list: builtins.listToAttrs list;

  flakeOf = given:
    let
      inherit (given) inputs;
      settings = given.snowfall or { };
      root = sourceOf (settings.root or given.src);
      namespace = settings.namespace or "internal";
      homes = given.homes or { };
      systems = given.systems or { };
      lib = libOf { inherit inputs root namespace; };
      classOf = target: if isDarwin target then "darwin" else "nixos";
      modulesOf = class: defaults (root + "/modules/${class}");
      below = class: file: builtins.removeSuffix "/default.nix" (builtins.removePrefix (toString (root + "/modules/${class}") + "/") (toString file));
      exported = class: named (map (file: { name = below class file; value = file; }) (modulesOf class)) // (given.modules.${class} or { });
      allHomes = found (root + "/homes");

      arguments = one: {
        inherit inputs namespace lib;
        inherit (one) target;
        system = builtins.replaceStrings [ (virtualOf one.target) ] [ "linux" ] one.target;
        format = if virtualOf one.target != "" then virtualOf one.target else if isDarwin one.target then "darwin" else "linux";
        virtual = virtualOf one.target != "";
        systems = open;
        host = one.name;
        channel = builtins.openSet;
      };
      # What a host has of homes: every module for them, and those named after it, or after its kind of system alone.
      homesOn = one: {
        home-manager = {
          sharedModules = modulesOf "home" ++ (homes.modules or [ ]);
          extraSpecialArgs = arguments one;
          users = named (map (home: { name = (parts home.name).user; value = { imports = [ home.path ] ++ (homes.users.${home.name}.modules or [ ]); }; })
            (filter (home: (parts home.name).host == one.name || (parts home.name).host == "" && home.target == one.target) allHomes));
        };
      };
      host = one:
        let own = systems.hosts.${one.name} or { }; in
        {
          inherit (one) name;
          value = (if isDarwin one.target then builtins.darwinSystem else builtins.nixosSystem) {
            inherit (one) target;
            system = (arguments one).system;
            modules = [ one.path ] ++ modulesOf (classOf one.target) ++ (own.modules or [ ]) ++ (systems.modules.${classOf one.target} or [ ]) ++ [ (homesOn one) ];
            specialArgs = arguments one // (own.specialArgs or { });
          };
        };
      home = one:
        let own = homes.users.${one.name} or { }; in
        {
          inherit (one) name;
          value = builtins.homeManagerConfiguration {
            pkgs = inputs.nixpkgs.legacyPackages.${one.target};
            modules = [ one.path ] ++ modulesOf "home" ++ (own.modules or [ ]) ++ (homes.modules or [ ]);
            extraSpecialArgs = { inherit inputs namespace lib; inherit (one) name; inherit (parts one.name) user host; system = one.target; format = "home"; } // (own.specialArgs or { });
          };
        };
      hostsWhere = wanted: named (map host (filter (one: wanted one.target) (found (root + "/systems"))));
      perSystem = (given.outputs-builder or (given.outputsBuilder or (_: { }))) open;
    in
    removeAttrs given [
      "inputs" "src" "systems" "modules" "overlays" "packages" "outputs-builder" "outputsBuilder" "packagesPrefix" "hosts" "homes" "channels-config" "templates" "checks" "alias" "snowfall"
      "shells" "extra-exported-overlays" "supportedSystems"
    ]
    // {
      nixosConfigurations = hostsWhere (target: !isDarwin target && virtualOf target == "");
      darwinConfigurations = hostsWhere isDarwin;
      homeConfigurations = named (map home allHomes);
      nixosModules = exported "nixos";
      darwinModules = exported "darwin";
      homeModules = exported "home";
      inherit lib;
    }
    // named (map (format: { name = "${format}Configurations"; value = hostsWhere (target: virtualOf target == format); })
      (filter (format: builtins.any (one: virtualOf one.target == format) (found (root + "/systems"))) formats))
    // mapAttrs (_: _: open) (perSystem // { packages = null; devShells = null; checks = null; overlays = null; templates = null; pkgs = null; snowfall = null; });

  # lib with the libs of inputs by their names, and what the files of lib/ give below the namespace.
  libOf = { inputs, root, namespace }:
    let
      own = final: builtins.foldl' builtins.recursiveUpdate { } (map (fileOf final) (defaults (root + "/lib")));
      fileOf = final: path:
        let made = import path; in
        if builtins.isFunction made then made { inherit inputs namespace; snowfall-inputs = open; lib = final; } else made;
    in
    builtins.lib.extend (final: _: mapAttrs (_: input: input.lib) (removeAttrs inputs [ "self" ]) // { snowfall = open; ${namespace} = own final; });
in
{
  mkFlake = flakeOf;
  mkLib = given:
    let
      settings = given.snowfall or { };
      lib = libOf { inherit (given) inputs; root = sourceOf (settings.root or given.src); namespace = settings.namespace or "internal"; };
    in
    lib // { mkFlake = more: flakeOf (given // more); };
}
