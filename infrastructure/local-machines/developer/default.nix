# A home on machines that this repository does not manage, such as a shared build server.
{
  imports = [
    ../../homes/developer.nix
    ./secrets.nix
  ];

  mxmlabs.platforms.home-manager = {
    shell.program = "bash";
    editor.program = "helix";
    # The key that signs stays on the developer's own machines.
    git.signingKey = null;
  };

  home.username = "developer";
  home.homeDirectory = "/home/developer";
}
