# The NixOS half of base/locale.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.locale;
in
{
  config = lib.mkIf cfg.enable {
    i18n.defaultLocale = cfg.language;
  };
}
