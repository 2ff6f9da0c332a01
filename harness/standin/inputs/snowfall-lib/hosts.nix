# Hosts from systems/, and homes from homes/: alone, and on the hosts that they are named after.
{ base, lib, inputs, namespace, helpers, module }:
let
  inherit (base) hasInfix mkDefault optionals;
  inherit (helpers.fs) get-directories get-snowfall-file;
  ofUser = given: removeAttrs given [ "src" ];
  plain = builtins.unsafeDiscardStringContext;
  nameOf = path: plain (baseNameOf (toString path));

  # The formats of nixos-generators: of two that a name holds, the first here.
  formats = [
    "amazon" "azure" "cloudstack" "docker" "do" "gce" "install-iso-hyperv" "hyperv" "install-iso" "iso" "kexec" "kexec-bundle" "kubevirt" "proxmox-lxc" "lxc-metadata" "lxc"
    "openstack" "proxmox" "qcow" "raw-efi" "raw" "sd-aarch64-installer" "sd-aarch64" "vagrant-virtualbox" "virtualbox" "vm-bootloader" "vm-nogui" "vmware" "vm"
  ];
  # The folders with a default.nix below those of a kind of system.
  found = below: base.concatMap
    (target: map (path: { name = nameOf path; target = nameOf target; path = path + "/default.nix"; }) (builtins.filter (path: builtins.pathExists (path + "/default.nix")) (get-directories target)))
    (get-directories (get-snowfall-file below));
  modulesOf = class: module.create-modules { src = get-snowfall-file "modules/${class}"; };

  system = rec {
    is-darwin = hasInfix "darwin";
    is-linux = hasInfix "linux";
    get-virtual-system-type = target: base.findFirst (format: hasInfix format target) "" formats;
    is-virtual = target: get-virtual-system-type target != "";
    formatOf = target: if is-virtual target then get-virtual-system-type target else if is-darwin target then "darwin" else "linux";
    get-inferred-system-name = path: if base.hasSuffix ".nix" (toString path) then nameOf (dirOf path) else nameOf path;
    get-system-output = target: { darwin = "darwinConfigurations"; linux = "nixosConfigurations"; }.${formatOf target} or "${formatOf target}Configurations";
    get-resolved-system-target = target: if is-virtual target then builtins.replaceStrings [ (get-virtual-system-type target) ] [ "linux" ] target else target;
    get-target-systems-metadata = target: builtins.filter (one: one.target == nameOf target) (found "systems");
    get-system-builder = target: given:
      let
        format = formatOf target;
        all = given // { specialArgs = given.specialArgs // { inherit format; }; modules = given.modules ++ [ (import ./accounts.nix (if format == "darwin" then "/Users" else "/home")) ]; };
      in
      if format == "darwin" then inputs.darwin.lib.darwinSystem (removeAttrs all [ "system" ] // { inherit inputs; })
      else if format == "linux" then inputs.nixpkgs.lib.nixosSystem all
      else inputs.nixos-generators.nixosGenerate (all // { inherit format; });
    create-system = { target ? "x86_64-linux", system ? get-resolved-system-target target, path, name ? get-inferred-system-name path, modules ? [ ], specialArgs ? { }, channelName ? "nixpkgs", builder ? get-system-builder target, output ? get-system-output target, systems ? { }, homes ? { } }: {
      inherit channelName system builder output;
      modules = [ path ] ++ modules ++ optionals (inputs ? home-manager) ([ inputs.home-manager.${if is-darwin system then "darwinModules" else "nixosModules"}.home-manager ] ++ home.create-home-system-modules homes);
      specialArgs = specialArgs // { inherit target system systems lib namespace; host = name; virtual = is-virtual target; inputs = ofUser inputs; };
    };
    create-systems = { systems ? { }, homes ? { } }:
      let
        one = found: overrides: {
          inherit (found) name;
          value = create-system (overrides // found // {
            inherit homes;
            systems = all;
            modules = builtins.attrValues (modulesOf (classOf found.target)) ++ overrides.modules or [ ] ++ systems.modules.${classOf found.target} or [ ];
          });
        };
        all = builtins.listToAttrs (map (system: one system (systems.hosts.${system.name} or { })) (found "systems"));
      in
      all;
    classOf = target: if is-darwin target then "darwin" else "nixos";
  };

  home = rec {
    lib' = if inputs ? home-manager then lib // { inherit (inputs.home-manager.lib) hm; } else lib;
    split-user-and-host = name: let parts = base.splitString "@" name; in { user = builtins.head parts; host = if builtins.length parts > 1 then builtins.elemAt parts 1 else ""; };
    get-target-homes-metadata = target: map of (builtins.filter (one: one.target == nameOf target) (found "homes"));
    of = one: { inherit (one) name path; system = one.target; };
    create-home = { path, name ? system.get-inferred-system-name path, modules ? [ ], specialArgs ? { }, channelName ? "nixpkgs", system ? "x86_64-linux" }@given:
      let
        pkgs = inputs.self.pkgs.${given.system or "x86_64-linux"}.${channelName} // { lib = lib'; };
        arguments = { inherit name namespace pkgs; inherit (split-user-and-host name) user host; lib = lib'; system = given.system or "x86_64-linux"; format = "home"; inputs = ofUser inputs; };
      in
      {
        inherit channelName;
        system = given.system or "x86_64-linux";
        output = "homeConfigurations";
        modules = [ path (import ./account.nix) ] ++ modules;
        specialArgs = arguments;
        builder = all: inputs.home-manager.lib.homeManagerConfiguration (removeAttrs all [ "system" "specialArgs" ] // {
          inherit pkgs;
          lib = lib';
          modules = all.modules ++ [ { _file = "<stand-in>"; snowfallorg.user = { name = mkDefault arguments.user; enable = mkDefault true; }; } ];
          extraSpecialArgs = specialArgs // arguments // all.specialArgs;
        });
      };
    create-homes = homes: builtins.listToAttrs (map
      (one: { inherit (one) name; value = create-home (homes.users.${one.name} or { } // of one // { modules = builtins.attrValues (modulesOf "home") ++ homes.users.${one.name}.modules or [ ] ++ homes.modules or [ ]; }); })
      (found "homes"));

    # What a host has of homes: every module for them, and those that are named after it, or after its kind of system alone.
    create-home-system-modules = homes: [ (shared homes) ] ++ map (onHost homes) (found "homes");
    shared = homes: { pkgs, system ? pkgs.stdenv.hostPlatform.system, target ? system, format ? "home", host ? "", virtual ? helpers.system.is-virtual target, systems ? { }, ... }: {
      _file = "<stand-in>";
      # A function, which nothing looks into: systems hold all others without end.
      home-manager.argumentsOfSnowfall = _: { inherit system target format virtual systems host; lib = lib'; inputs = ofUser inputs; };
      home-manager.sharedModules = [ (import ./account.nix) ] ++ homes.modules or [ ] ++ builtins.attrValues (modulesOf "home");
    };
    onHost = homes: one:
      let
        inherit (split-user-and-host one.name) user;
        wanted = (split-user-and-host one.name).host;
        arguments = removeAttrs (homes.users.${one.name}.specialArgs or { } // { inherit namespace; }) [ "options" "config" "lib" "pkgs" "specialArgs" "host" ];
      in
      { config, lib, pkgs, host ? "", system ? pkgs.stdenv.hostPlatform.system, ... }: {
        _file = "<stand-in>";
        config = lib.mkIf (wanted == host || wanted == "" && one.target == system) {
          snowfallorg.users.${user} = { };
          home-manager.useGlobalPkgs = mkDefault true;
          home-manager.users.${user} = lib.mkIf config.snowfallorg.users.${user}.home.enable {
            imports = [ config.snowfallorg.users.${user}.home.config one.path ] ++ homes.users.${one.name}.modules or [ ];
            snowfallorg.user = { enable = mkDefault true; name = mkDefault user; };
            _module.args = arguments;
          };
        };
      };
  };

  # What flake-utils-plus adds to each host: its name, its packages, and the inputs as an argument of modules.
  configured = name: given:
    let
      host = { system = "x86_64-linux"; channelName = "nixpkgs"; output = "nixosConfigurations"; builder = inputs.nixpkgs.lib.nixosSystem; modules = [ ]; specialArgs = { }; extraArgs = { }; } // given;
      labels = base.reverseList (base.splitString "." name);
      packages = inputs.self.pkgs.${host.system}.${host.channelName};
      # The option of overlays has no default in the stand-in for nix-darwin.
      changed = config: let more = builtins.tryEval (config.nixpkgs.overlays or [ ]); in if !more.success || more.value == [ ] then packages else packages.appendOverlays more.value;
      added = { config, ... }: {
        _file = "<stand-in>";
        config = {
          networking = { hostName = builtins.head labels; } // base.optionalAttrs (builtins.length labels > 1) { domain = base.concatStringsSep "." (builtins.tail labels); };
          _module.args = base.optionalAttrs (host.output != "darwinConfigurations") { inherit inputs; } // { pkgs = base.mkForce (changed config); } // host.extraArgs;
        };
      };
    in
    { inherit (host) output; inherit name; value = host.builder { inherit (host) system; specialArgs = host.specialArgs // { channel = packages; }; modules = [ (if host.output == "homeConfigurations" then { _file = "<stand-in>"; _module.args = host.extraArgs; } else added) ] ++ host.modules; }; };

  configurations = flake:
    let
      homes = flake.homes or { };
      every = flake.systems.hosts or { } // system.create-systems { systems = flake.systems or { }; inherit homes; } // home.create-homes homes;
      made = base.mapAttrsToList configured every;
    in
    builtins.mapAttrs (_: builtins.listToAttrs) (builtins.groupBy (one: one.output) made);
in
{ inherit system home configurations; }
