# The NixOS half of base/locale.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.locale;
  base = config.mxmlabs.base.locale;
in
{
  options.mxmlabs.platforms.nixos.locale.enable =
    lib.mkEnableOption "the NixOS half of the common time zone and language"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.locale.enable";
    };

  config = lib.mkIf cfg.enable {
    i18n.defaultLocale = base.language;
  };
}
