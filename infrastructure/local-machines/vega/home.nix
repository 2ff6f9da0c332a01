{
  mxmlabs.platforms.home-manager = {
    shell = {
      enable = true;
      program = "zsh";
    };
    git = {
      enable = true;
      name = "Developer";
      email = "developer@example.org";
      signingKey = "~/.ssh/id_ed25519.pub";
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
