# Every machine and every standalone home, once. Configurations, deploy nodes, checks, DNS names and Terraform servers
# are mapped from here: a new host is one entry here and one folder. shared/lib/fleet.nix says which values are taken.
#
#   kind        nixos, darwin or home
#   system      what it runs on
#   role        what it is for; the label of its server at Hetzner
#   folder      its folder, beside this file
#   address     its public or office addresses, ipv4 and ipv6; absent for what has none that stays
#   names       full DNS names it answers to, beside its own in the domain of network.nix
#   behind      the host through which alone SSH reaches it, by the private network; absent where SSH is open
#   deployUser  whom deploy-rs logs in as; absent for what is never deployed from afar
#   hetzner     what Terraform orders; absent for what does not run there
{
  atlas = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "workstation";
    folder = "local-machines/atlas";
  };

  orion = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "workstation";
    folder = "local-machines/orion";
  };

  vega = {
    kind = "darwin";
    system = "aarch64-darwin";
    role = "workstation";
    folder = "local-machines/vega";
  };

  # The machine under this home is somebody else's; deploy-rs replaces the home alone, without root.
  developer = {
    kind = "home";
    system = "x86_64-linux";
    role = "workstation";
    folder = "local-machines/developer";
    address.ipv4 = "192.0.2.30";
    deployUser = "developer";
  };

  titan = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "hypervisor";
    folder = "local-server/titan";
    address.ipv4 = "192.0.2.10";
    deployUser = "deploy";
  };

  web = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    folder = "hetzner/web";
    address = {
      ipv4 = "192.0.2.21";
      ipv6 = "2001:db8:0:1::1";
    };
    names = [
      "example.org"
      "www.example.org"
      "app.example.org"
    ];
    behind = "bastion";
    deployUser = "deploy";
    hetzner = {
      serverType = "cx23";
      location = "fsn1";
      privateAddress = "10.0.1.2";
      placementGroup = "front";
      openPorts = [
        80
        443
      ];
    };
  };

  database = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    folder = "hetzner/database";
    address = {
      ipv4 = "192.0.2.22";
      ipv6 = "2001:db8:0:2::1";
    };
    behind = "bastion";
    deployUser = "deploy";
    hetzner = {
      serverType = "cx23";
      location = "fsn1";
      privateAddress = "10.0.1.3";
      volumes.postgresql = 50;
      openPorts = [ ];
    };
  };

  bastion = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    folder = "hetzner/bastion";
    address = {
      ipv4 = "192.0.2.23";
      ipv6 = "2001:db8:0:3::1";
    };
    deployUser = "deploy";
    hetzner = {
      serverType = "cx23";
      location = "nbg1";
      privateAddress = "10.0.1.4";
      placementGroup = "front";
      openPorts = [ 22 ];
    };
  };
}
