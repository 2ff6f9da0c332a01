# The macOS half of base/locale.nix: a Mac takes its language from its person, programs of a terminal from here.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.locale;
in
{
  config = lib.mkIf cfg.enable {
    environment.variables.LANG = cfg.language;
  };
}
