# The developer's home, wherever it is; a machine adds in its own folder what is true there alone.
{ lib, ... }:
{
  mxmlabs.platforms.home-manager = {
    shell.enable = true;
    git = {
      enable = true;
      name = "Developer";
      email = "developer@example.org";
      signingKey = lib.mkDefault "~/.ssh/id_ed25519.pub";
    };
    ssh = {
      enable = true;
      hosts.bastion.address = "bastion.example.org";
    };
    editor.enable = true;
    direnv.enable = true;
  };

  home.stateVersion = "26.05";
}
