# The smallest server: the one door through which the others are reached. Nobody but deploy-rs becomes root here over SSH.
{
  mxmlabs.roles.server.enable = true;
  mxmlabs.roles.server.monitoring.enable = true;

  imports = [ ./secrets.nix ];

  mxmlabs.base.security.ssh.allowUsers = [
    "deploy"
    "operator"
  ];

  system.stateVersion = "26.05";
}
