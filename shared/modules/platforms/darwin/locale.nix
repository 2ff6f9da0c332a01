# The macOS half of base/locale.nix: a Mac takes its language from its person, programs of a terminal from here.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.darwin.locale;
  base = config.mxmlabs.base.locale;
in
{
  options.mxmlabs.platforms.darwin.locale.enable =
    lib.mkEnableOption "the macOS half of the common time zone and language"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.locale.enable";
    };

  config = lib.mkIf cfg.enable {
    environment.variables.LANG = base.language;
  };
}
