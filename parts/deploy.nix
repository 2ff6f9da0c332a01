# deploy-rs nodes: every host of the list that has a `deploy` entry.
{
  inputs,
  lib,
  self,
  ...
}:
let
  mxmlib = import ../shared/lib { inherit lib; };

  node = name: host: {
    hostname = host.deploy.address;
    sshUser = host.deploy.user;
    # A generation that cuts us off, or does not start, is taken back.
    autoRollback = true;
    magicRollback = true;
    profiles.system = {
      user = "root";
      path = inputs.deploy-rs.lib.${host.system}.activate.nixos self.nixosConfigurations.${name};
    };
  };
in
{
  flake.deploy.nodes = lib.mapAttrs node (
    mxmlib.hostsWith "deploy" (mxmlib.hostsOfKind "nixos" (import ../infrastructure))
  );
}
