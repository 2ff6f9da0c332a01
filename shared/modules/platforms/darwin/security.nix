# The macOS half of base/security.nix: sshd takes lines, not settings, and sudo may ask for a fingerprint.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.darwin.security;
  base = config.mxmlabs.base.security;
in
{
  options.mxmlabs.platforms.darwin.security = {
    enable = lib.mkEnableOption "the macOS half of the common security settings" // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.security.enable";
    };

    touchId.enable = lib.mkEnableOption "a fingerprint in place of the password for sudo";
  };

  config = lib.mkIf cfg.enable {
    services.openssh.extraConfig = ''
      PermitRootLogin no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      X11Forwarding no
      MaxAuthTries 3
    ''
    + lib.optionalString (base.ssh.allowUsers != [ ]) ''
      AllowUsers ${lib.concatStringsSep " " base.ssh.allowUsers}
    '';

    security.sudo.extraConfig = lib.concatMapStrings (user: ''
      ${user} ALL=(ALL) NOPASSWD: ALL
    '') base.sudo.passwordless;

    security.pam.services.sudo_local = {
      touchIdAuth = cfg.touchId.enable;
      # Without it a fingerprint is not asked for inside tmux.
      reattach = cfg.touchId.enable;
    };

    networking.applicationFirewall.enable = base.firewall.enable;
    system.defaults.SoftwareUpdate.AutomaticallyInstallMacOSUpdates = base.updates.enable;
  };
}
