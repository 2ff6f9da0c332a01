# The NixOS half of base/security.nix: OpenSSH, sudo, the firewall, and updates.
# A machine behind another has SSH on the private network alone, from that machine alone; the console is the other way in.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.security;
  base = config.mxmlabs.base.security;
  network = config.mxmlabs.platforms.nixos.private-network;
  behind = network.enable && network.behind != null;
  door = network.enable && network.guards != [ ];

  inherit (cfg.updates) window;
  delay = if window == null then "4h" else "10min";

  from = user: if behind then "${user}@${network.peers.${network.behind}}" else user;
  allowed = if behind && base.ssh.allowUsers == [ ] then [ "*" ] else base.ssh.allowUsers;
in
{
  options.mxmlabs.platforms.nixos.security = {
    enable = lib.mkEnableOption "the NixOS half of the common security settings" // {
      default = base.enable;
      defaultText = lib.literalExpression "config.mxmlabs.base.security.enable";
    };

    console.passwordFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/run/secrets-for-users/root/password";
      description = "File on the machine with the hash of root's password, for the console of the provider alone: SSH takes no password and no root.";
    };

    updates.window = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.submodule {
          options = {
            lower = lib.mkOption {
              type = lib.types.strMatching "[0-2][0-9]:[0-5][0-9]";
              example = "03:00";
              description = "When it begins.";
            };
            upper = lib.mkOption {
              type = lib.types.strMatching "[0-2][0-9]:[0-5][0-9]";
              example = "04:00";
              description = "When it ends.";
            };
          };
        }
      );
      default = null;
      description = "When this machine upgrades, and restarts if the kernel is another, in UTC; null for any time in the night, without a restart. The host list has the order of the machines.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = behind || door -> cfg.console.passwordFile != null;
        message = "mxmlabs.platforms.nixos.security.console.passwordFile is null: if ${
          if behind then network.behind else "SSH of this machine"
        } fails, nobody gets in";
      }
      {
        # NixOS compares the window with the clock of the machine, whose zone it does not say.
        assertion = base.updates.enable && window != null -> config.time.timeZone or null == "UTC";
        message = "time.timeZone is not UTC: this machine would upgrade in the hour of another";
      }
    ];

    users.users = lib.mkIf (cfg.console.passwordFile != null) {
      root.hashedPasswordFile = cfg.console.passwordFile;
    };

    services.openssh = {
      openFirewall = base.ssh.enable && !behind;
      # Keys are those that stand in this repository: no account adds one to itself.
      authorizedKeysInHomedir = false;
      settings = {
        PermitRootLogin = "no";
        PasswordAuthentication = false;
        KbdInteractiveAuthentication = false;
        X11Forwarding = false;
        MaxAuthTries = 3;
        AllowUsers = lib.mkIf (allowed != [ ]) (map from allowed);
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
      interfaces = lib.mkIf (base.ssh.enable && behind) (
        lib.genAttrs network.interfaces (_: {
          allowedTCPPorts = [ 22 ];
        })
      );
    };

    system.autoUpgrade = lib.mkIf base.updates.enable {
      enable = true;
      inherit (base.updates) flake;
      # Without a window, the machine restarts when a person says so.
      allowReboot = window != null;
      rebootWindow = window;
      dates = window.lower or "04:40";
      # What breaks one machine is seen before the next has it: none makes up in the morning for what it missed at night.
      persistent = window == null;
      randomizedDelaySec = delay;
    };
  };
}
