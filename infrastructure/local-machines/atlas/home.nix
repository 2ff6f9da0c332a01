{
  imports = [ ../../homes/developer.nix ];

  mxmlabs.platforms.home-manager.shell.aliases.tf = "tofu";
}
