{
  imports = [ ../../homes/developer.nix ];

  mxmlabs.platforms.home-manager.shell.program = "zsh";
}
