# A home on machines that this repository does not manage, such as a shared build server.
{
  imports = [ ./secrets.nix ];

  mxmlabs.platforms.home-manager = {
    shell = {
      enable = true;
      program = "bash";
    };
    git = {
      enable = true;
      name = "Developer";
      email = "developer@example.org";
    };
    editor = {
      enable = true;
      program = "helix";
    };
    direnv.enable = true;
  };

  home.username = "developer";
  home.homeDirectory = "/home/developer";
  home.stateVersion = "26.05";
}
