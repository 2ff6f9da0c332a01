# The macOS half of base/users.nix. macOS makes its accounts itself; nix-darwin only knows where they live.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.users;
  accounts = import ../../../lib/present.nix { inherit lib; } cfg.present cfg.accounts;
in
{
  config = lib.mkIf cfg.enable {
    users.users = lib.mapAttrs (name: _: {
      inherit name;
      home = "/Users/${name}";
    }) accounts;
  };
}
