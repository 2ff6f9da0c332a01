# The NixOS half of roles/workstation.nix: boot menu, desktop, network and sound.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.nixos.workstation;
in
{
  options.mxmlabs.platforms.nixos.workstation = {
    enable = lib.mkEnableOption "the NixOS half of the workstation role" // {
      default = config.mxmlabs.roles.workstation.enable;
      defaultText = lib.literalExpression "config.mxmlabs.roles.workstation.enable";
    };

    desktop = lib.mkOption {
      type = lib.types.enum [
        "gnome"
        "plasma6"
      ];
      default = "gnome";
      description = "Which desktop is installed, with the login screen that belongs to it.";
    };

    keyboardLayout = lib.mkOption {
      type = lib.types.str;
      default = "us";
      example = "de";
      description = "Keyboard layout, by its name in xkb: on the desktop, on the console, and where the passphrase of the disk is typed.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        mxmlabs.platforms.nixos.boot.enable = lib.mkDefault true;

        hardware.graphics.enable = true;
        services.xserver.xkb.layout = cfg.keyboardLayout;
        # The console takes its keymap from xkb; early means before the passphrase is asked for.
        console = {
          useXkbConfig = true;
          earlySetup = true;
        };

        # GNOME brings it, Plasma does not; who sits here may join networks.
        networking.networkmanager.enable = true;
        users.groups.networkmanager.members = config.mxmlabs.base.users.present;

        security.rtkit.enable = true;
        services.pulseaudio.enable = false;
        services.pipewire = {
          enable = true;
          alsa.enable = true;
          pulse.enable = true;
        };
      }

      (lib.mkIf (cfg.desktop == "gnome") {
        services.displayManager.gdm.enable = true;
        services.desktopManager.gnome.enable = true;
      })

      (lib.mkIf (cfg.desktop == "plasma6") {
        services.displayManager.sddm = {
          enable = true;
          wayland.enable = true;
        };
        services.desktopManager.plasma6.enable = true;
      })
    ]
  );
}
