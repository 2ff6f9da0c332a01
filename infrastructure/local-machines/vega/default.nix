# The laptop with macOS.
{
  imports = [
    ./homebrew.nix
    ./secrets.nix
  ];

  mxmlabs.roles.workstation = {
    enable = true;
    development.python.enable = true;
    development.go.enable = true;
    development.containers.enable = true;
  };

  mxmlabs.base.locale.timeZone = "Europe/Berlin";
  mxmlabs.base.users.present = [ "developer" ];
  mxmlabs.platforms.darwin.security.touchId.enable = true;
  mxmlabs.platforms.darwin.workstation = {
    user = "developer";
    remapCapsLock = true;
  };

  home-manager.users.developer.imports = [ ./home.nix ];

  system.stateVersion = 7;
}
