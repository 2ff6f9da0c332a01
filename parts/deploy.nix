# deploy-rs nodes: every host of the list that has a `deployUser`.
{
  config,
  inputs,
  lib,
  self,
  ...
}:
let
  mxmlib = import ../shared/lib { inherit lib; };

  # A machine is replaced by root, a home by the person whose it is.
  profiles =
    name: host: activate:
    {
      nixos.system = {
        user = "root";
        path = activate.nixos self.nixosConfigurations.${name};
      };
      darwin.system = {
        user = "root";
        path = activate.darwin self.darwinConfigurations.${name};
      };
      home.home = {
        user = host.deployUser;
        path = activate.home-manager self.homeConfigurations.${name};
      };
    }
    .${host.kind};

  reach = mxmlib.reach config.fleet.hosts;

  node = name: host: {
    hostname = (reach name).address;
    sshUser = host.deployUser;
    # A host behind another is reached through it alone.
    sshOpts = lib.optionals ((reach name).jump != null) [
      "-o"
      "ProxyJump=${config.fleet.hosts.${host.behind}.deployUser}@${(reach name).jump}"
    ];
    # A generation that cuts us off, or does not start, is taken back.
    autoRollback = true;
    magicRollback = true;
    profiles = profiles name host inputs.deploy-rs.lib.${host.system}.activate;
  };
in
{
  flake.deploy.nodes = lib.mapAttrs node (mxmlib.hostsWith "deployUser" config.fleet.hosts);
}
