# The smallest server: the one door through which the others are reached.
{
  mxmlabs.roles.server.enable = true;

  mxmlabs.base.security = {
    ssh.allowUsers = [
      "deploy"
      "operator"
    ];
    updates = {
      enable = true;
      flake = "git+https://git.example.org/infrastructure";
    };
  };

  system.stateVersion = "26.05";
}
