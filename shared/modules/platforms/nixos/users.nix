# The NixOS half of base/users.nix: the accounts are made here, and only here.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.base.users;
  accounts = import ../../../lib/present.nix { inherit lib; } cfg.present cfg.accounts;
in
{
  config = lib.mkIf cfg.enable {
    users.mutableUsers = false;
    users.users = lib.mapAttrs (_: account: {
      isNormalUser = true;
      extraGroups = account.groups ++ lib.optional account.administrator "wheel";
      hashedPasswordFile = account.hashedPasswordFile;
    }) accounts;
  };
}
