# Time zone and language. How the language is set differs on each platform: platforms/*/locale.nix.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.locale;
in
{
  options.mxmlabs.base.locale = {
    enable = lib.mkEnableOption "the common time zone and language";

    timeZone = lib.mkOption {
      type = lib.types.str;
      default = "UTC";
      example = "Europe/Berlin";
      description = "Name in the time zone database.";
    };

    language = lib.mkOption {
      type = lib.types.str;
      default = "en_US.UTF-8";
      description = "POSIX locale of messages and formats; on macOS of what runs in a terminal.";
    };
  };

  config = lib.mkIf cfg.enable {
    time.timeZone = cfg.timeZone;
  };
}
