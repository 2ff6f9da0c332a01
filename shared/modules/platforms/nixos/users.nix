# The NixOS half of base/users.nix: the accounts are made here, and only here.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.users;
  base = config.mxmlabs.base.users;
  accounts = import ../../../lib/present.nix { inherit lib; } base.present base.accounts;
in
{
  options.mxmlabs.platforms.nixos.users.enable =
    lib.mkEnableOption "the NixOS half of the common users"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.users.enable";
    };

  config = lib.mkIf cfg.enable {
    users.mutableUsers = false;
    users.users = lib.mapAttrs (_: account: {
      isNormalUser = true;
      extraGroups = account.groups ++ lib.optional account.administrator "wheel";
      hashedPasswordFile = account.hashedPasswordFile;
    }) accounts;
  };
}
