# What snowfall-lib adds to each host: accounts for the users of snowfallorg.users. folder: where homes lie.
folder:
{ config, lib, ... }:
let
  inherit (lib) mkDefault mkOption types;
  users = config.snowfallorg.users;
  user = { name, ... }: {
    _file = "<stand-in>";
    options = {
      create = mkOption { type = types.bool; default = true; };
      admin = mkOption { type = types.bool; default = true; };
      home.enable = mkOption { type = types.bool; default = true; };
      home.path = mkOption { type = types.str; default = "${folder}/${name}"; };
      home.config = mkOption { type = types.deferredModule; default = { }; };
    };
  };
  account = name: user: { home = mkDefault user.home.path; } // (if folder == "/Users" then { isHidden = mkDefault false; } else {
    name = mkDefault name;
    isNormalUser = mkDefault true;
    group = mkDefault "users";
    extraGroups = lib.optional user.admin "wheel";
  });
in
{
  _file = "<stand-in>";
  imports = [ (lib.mkRenamedOptionModule [ "snowfallorg" "user" ] [ "snowfallorg" "users" ]) ];
  options.snowfallorg.users = mkOption { type = types.attrsOf (types.submodule user); default = { }; };
  config.users.users = builtins.mapAttrs account (lib.filterAttrs (_: one: one.create) users);
}
