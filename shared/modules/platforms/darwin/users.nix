# The macOS half of base/users.nix. macOS makes its accounts itself; nix-darwin only knows where they live.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.darwin.users;
  base = config.mxmlabs.base.users;
  accounts = import ../../../lib/present.nix { inherit lib; } base.present base.accounts;
in
{
  options.mxmlabs.platforms.darwin.users.enable =
    lib.mkEnableOption "the macOS half of the common users"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.users.enable";
    };

  config = lib.mkIf cfg.enable {
    users.users = lib.mapAttrs (name: _: {
      inherit name;
      home = "/Users/${name}";
    }) accounts;
  };
}
