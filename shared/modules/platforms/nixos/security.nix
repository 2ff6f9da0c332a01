# The NixOS half of base/security.nix: OpenSSH, sudo, the firewall, and updates.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.security;
  base = config.mxmlabs.base.security;
in
{
  options.mxmlabs.platforms.nixos.security.enable =
    lib.mkEnableOption "the NixOS half of the common security settings"
    // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.security.enable";
    };

  config = lib.mkIf cfg.enable {
    services.openssh = {
      openFirewall = base.ssh.enable;
      settings = {
        PermitRootLogin = "no";
        PasswordAuthentication = false;
        KbdInteractiveAuthentication = false;
        X11Forwarding = false;
        MaxAuthTries = 3;
        AllowUsers = lib.mkIf (base.ssh.allowUsers != [ ]) base.ssh.allowUsers;
      };
    };

    security.sudo = {
      enable = true;
      wheelNeedsPassword = true;
      extraRules = [
        {
          users = base.sudo.passwordless;
          commands = [
            {
              command = "ALL";
              options = [ "NOPASSWD" ];
            }
          ];
        }
      ];
    };

    networking.firewall = {
      enable = base.firewall.enable;
      allowPing = true;
      logRefusedConnections = false;
    };

    system.autoUpgrade = lib.mkIf base.updates.enable {
      enable = true;
      inherit (base.updates) flake;
      # The machine restarts when a person says so.
      allowReboot = false;
      # So that what breaks one machine is seen before all have it.
      randomizedDelaySec = "4h";
    };
  };
}
