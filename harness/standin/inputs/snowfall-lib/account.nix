# What snowfall-lib adds to each home.
{ config, lib, pkgs, ... }@given:
let
  inherit (lib) mkDefault mkOption types;
  user = config.snowfallorg.user;
  folder = if pkgs.stdenv.isDarwin then "/Users" else "/home";
in
{
  _file = "<stand-in>";
  options.snowfallorg.user = {
    enable = mkOption { type = types.bool; default = false; };
    name = mkOption { type = types.str; };
    home.directory = mkOption { type = types.str; default = given.osConfig.users.users.${user.name}.home or "${folder}/${user.name}"; };
  };
  config = lib.mkIf user.enable { home = { username = mkDefault user.name; homeDirectory = mkDefault user.home.directory; }; };
}
