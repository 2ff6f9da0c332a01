# What blueprint makes of a repository, as far as hosts, homes and modules go: hosts/NAME has a configuration for each kind of system,
# hosts/NAME/users its homes, modules/CLASS what the flake exports. Source: numtide/blueprint, lib/default.nix (2025).
let
  inherit (builtins) concatMap filter listToAttrs mapAttrs pathExists;
  open = builtins.openSet;
  # The folders of a folder, and its files of Nix by their names without .nix: a file goes before a folder.
  entries = dir:
    let
      kinds = if pathExists dir then builtins.readDir dir else { };
      named = suffix: kind: filter (name: kinds.${name} == kind && builtins.hasSuffix suffix name) (builtins.attrNames kinds);
      of = suffix: kind: listToAttrs (map (name: { name = builtins.removeSuffix suffix name; value = { path = dir + "/${name}"; type = kind; }; }) (named suffix kind));
    in
    of "" "directory" // of ".nix" "regular";
  paths = mapAttrs (_: entry: entry.path);
  only = wanted: set: builtins.filterAttrs (_: wanted) set;

  mkBlueprint = given:
    let
      inherit (given) inputs;
      flake = inputs.self;
      prefix = given.prefix or null;
      src = if prefix == null then flake.outPath else if builtins.isPath prefix then prefix else flake.outPath + "/${prefix}";
      arguments = { inherit inputs flake; self = open; perSystem = open; }; # the last by _module.args

      hostEntries = entries (src + "/hosts");
      homeOf = entry: if entry.type == "regular" then entry.path else if pathExists (entry.path + "/home-configuration.nix") then entry.path + "/home-configuration.nix" else null;
      usersOf = host: if host.type == "directory" then only (path: path != null) (mapAttrs (_: homeOf) (entries (host.path + "/users"))) else { };
      homesOn = host: input:
        if usersOf host == { } then [ ] else [
          input.default
          { home-manager = { extraSpecialArgs = arguments; users = mapAttrs (_: path: { imports = [ path ]; }) (usersOf host); }; }
        ];

      # Of the files that a host may have, the first one here makes it.
      has = host: file: pathExists (host.path + "/${file}");
      ofDefault = name: host: import (host.path + "/default.nix") { inherit flake inputs; hostName = name; };
      kindOf = host:
        if has host "default.nix" then "default" else if has host "configuration.nix" then "nixos" else if has host "darwin-configuration.nix" then "nix-darwin"
        else if has host "system-configuration.nix" then "system-manager" else "none";
      classOf = name: host: if kindOf host == "default" then (ofDefault name host).class else kindOf host;
      system = name: host:
        if kindOf host == "default" then (ofDefault name host).value
        else if kindOf host == "nixos" then builtins.nixosSystem {
          modules = [ (host.path + "/configuration.nix") ] ++ homesOn host inputs.home-manager.nixosModules;
          specialArgs = arguments // { hostName = name; };
        }
        else if kindOf host == "nix-darwin" then builtins.darwinSystem {
          modules = [ (host.path + "/darwin-configuration.nix") ] ++ homesOn host inputs.home-manager.darwinModules;
          specialArgs = arguments // { hostName = name; };
        }
        else open;
      hostsOf = class: listToAttrs (concatMap (name: let host = hostEntries.${name}; in if classOf name host == class then [ { inherit name; value = system name host; } ] else [ ]) (builtins.attrNames hostEntries));
      alone = name: mapAttrs (_: path: builtins.homeManagerConfiguration { pkgs = inputs.nixpkgs.legacyPackages; modules = [ path ]; extraSpecialArgs = arguments; }) (usersOf hostEntries.${name});

      # A module whose arguments are all of flake and inputs is called with those of this flake.
      moduleOf = path:
        let
          made = import path;
          wants = builtins.attrNames (builtins.functionArgs made);
        in
        if builtins.isFunction made && builtins.all (name: builtins.elem name [ "flake" "inputs" ]) wants then made { inherit flake inputs; } else path;
      modules = mapAttrs (_: dir: mapAttrs (_: moduleOf) (paths (entries dir.path))) (only (entry: entry.type == "directory") (entries (src + "/modules")));
    in
    {
      nixosConfigurations = hostsOf "nixos";
      darwinConfigurations = hostsOf "nix-darwin";
      inherit modules;
      nixosModules = modules.nixos or { };
      darwinModules = modules.darwin or { };
      homeModules = modules.home or { };
      lib = if pathExists (src + "/lib") then import (src + "/lib") arguments else { };
      # Homes stand in legacyPackages.SYSTEM.homeConfigurations, one of each for each system.
      blueprintHomeConfigurations = builtins.mergeAttrsList (map alone (builtins.attrNames hostEntries));
    }
    // (if hostsOf "system-manager" == { } then { } else { systemConfigs = open; })
    // mapAttrs (_: _: open) { formatter = 1; devShells = 1; packages = 1; legacyPackages = 1; templates = 1; checks = 1; };
in
{
  inherit mkBlueprint;
  __functor = _: mkBlueprint;
}
