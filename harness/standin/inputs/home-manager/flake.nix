# Homes: alone, and inside the hosts of NixOS and macOS.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib { };
      nixos = import ./nixpkgs/nixos.nix { inherit lib; };
      free = path: !(nixos.inStrict path);

      home = {
        _file = "<stand-in>";
        options = {
          assertions = lib.mkOption { type = lib.types.listOf lib.types.unspecified; default = [ ]; internal = true; };
          warnings = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; internal = true; };
          home.username = lib.mkOption { type = lib.types.str; };
          home.homeDirectory = lib.mkOption { type = lib.types.path; };
          xdg.configHome = lib.mkOption { type = lib.types.path; };
        };
      };
      places = { config, ... }: { _file = "<stand-in>"; xdg.configHome = lib.mkDefault "${config.home.homeDirectory}/.config"; };

      osModule = class: folder: { config, pkgs, ... }:
        let cfg = config.home-manager; in
        {
          _file = "<stand-in>";
          options.home-manager = lib.genAttrs [ "useGlobalPkgs" "useUserPackages" "backupFileExtension" "backupCommand" "overwriteBackup" "verbose" "minimal" "startAsUserService" ] (_: lib.mkOption { type = lib.types.anything; default = false; }) // {
            sharedModules = lib.mkOption { type = lib.types.listOf lib.types.raw; default = [ ]; };
            extraSpecialArgs = lib.mkOption { type = lib.types.attrs; default = { }; };
            users = lib.mkOption {
              default = { };
              type = lib.types.attrsOf (lib.types.submoduleWith {
                class = "homeManager";
                free = path: free (lib.drop 3 path); # below home-manager.users.<name>
                inherit (nixos) skipEffects;
                specialArgs = { osConfig = config; osClass = class; ${"${class}Config"} = config; modulesPath = "/home-manager/modules"; } // cfg.extraSpecialArgs;
                modules = [
                  home
                  places
                  ({ name, ... }: {
                    _file = "<stand-in>";
                    config = {
                      _module.args.pkgs = lib.mkDefault pkgs;
                      home.username = lib.mkDefault name;
                      home.homeDirectory = lib.mkDefault (config.users.users.${name}.home or "${folder}/${name}");
                    };
                  })
                ] ++ cfg.sharedModules;
              });
            };
          };
        };
    in
    {
      nixosModules = rec { home-manager = osModule "nixos" "/home"; default = home-manager; };
      darwinModules = rec { home-manager = osModule "darwin" "/Users"; default = home-manager; };
      flakeModules = rec { home-manager = { }; default = home-manager; };
      lib.homeManagerConfiguration = { pkgs, modules, extraSpecialArgs ? { }, ... }:
        let
          eval = lib.evalModules {
            class = "homeManager";
            inherit free;
            inherit (nixos) skipEffects;
            specialArgs = { modulesPath = "/home-manager/modules"; } // extraSpecialArgs;
            modules = modules ++ [ home places { _file = "<stand-in>"; _module.args.pkgs = lib.mkDefault pkgs; } ];
          };
          done = nixos.finish { inherit eval; inherit (pkgs) system; name = "home"; attr = [ "home" "activationPackage" ]; };
        in
        done // { inherit pkgs; activationPackage = done.config.home.activationPackage; };
    };
}
