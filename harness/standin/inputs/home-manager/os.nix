# Homes inside a host. class: the host's; folder: where homes lie on it.
{ class, folder }:
{ config, options, pkgs, ... }:
let
  lib = import ./nixpkgs/lib;
  nixos = import ./nixpkgs/nixos.nix { inherit lib; };
  cfg = config.home-manager;
  # The real option has { } as its default; that of the stand-in for nix-darwin has none.
  accounts = if options.users.users.isDefined or true then config.users.users or { } else { };
in
{
  _file = "<stand-in>";
  options.home-manager = lib.genAttrs [ "useGlobalPkgs" "useUserPackages" "backupFileExtension" "backupCommand" "overwriteBackup" "verbose" "minimal" "startAsUserService" ] (_: lib.mkOption { type = lib.types.anything; default = false; }) // {
    sharedModules = lib.mkOption { type = lib.types.listOf lib.types.raw; default = [ ]; };
    extraSpecialArgs = lib.mkOption { type = lib.types.attrs; default = { }; };
    argumentsOfSnowfall = lib.mkOption { type = lib.types.raw; default = _: { }; internal = true; }; # of the stand-in for snowfall-lib, which sets extraSpecialArgs
    users = lib.mkOption {
      default = { };
      type = lib.types.attrsOf (lib.types.submoduleWith {
        class = "homeManager";
        free = path: !(nixos.inStrict (lib.drop 3 path)); # below home-manager.users.<name>
        inherit (nixos) skipEffects;
        specialArgs = { lib = lib.extend (final: _: { hm = import ./hm.nix { lib = final; }; }); osConfig = config; osClass = class; ${"${class}Config"} = config; modulesPath = "/home-manager/modules"; } // cfg.argumentsOfSnowfall null // cfg.extraSpecialArgs;
        modules = [
          (import ./modules/home.nix)
          ({ name, ... }: {
            _file = "<stand-in>";
            config = {
              _module.args.pkgs = lib.mkDefault pkgs;
              home.username = lib.mkDefault name;
              home.homeDirectory = lib.mkDefault (accounts.${name}.home or "${folder}/${name}");
            };
          })
        ] ++ cfg.sharedModules;
      });
    };
  };
}
