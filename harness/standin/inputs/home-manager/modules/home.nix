# What every home has.
{ config, lib, ... }:
{
  _file = "<stand-in>";
  options = {
    assertions = lib.mkOption { type = lib.types.listOf lib.types.unspecified; default = [ ]; internal = true; };
    warnings = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; internal = true; };
    home.username = lib.mkOption { type = lib.types.str; };
    home.homeDirectory = lib.mkOption { type = lib.types.path; };
    xdg.configHome = lib.mkOption { type = lib.types.path; };
  };
  config.xdg.configHome = lib.mkDefault "${config.home.homeDirectory}/.config";
}
