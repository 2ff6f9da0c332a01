# Every machine and every standalone home, once. Configurations, deploy nodes and Terraform servers are mapped from here.
#
#   kind     nixos, darwin or home
#   system   what it runs on
#   role     what it is for; the label of its server at Hetzner
#   path     its folder
#   deploy   where deploy-rs reaches it, and as whom; absent for what is never deployed from afar
#   hetzner  what Terraform orders; absent for what does not run there
{
  atlas = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "workstation";
    path = ./local-machines/atlas;
  };

  orion = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "workstation";
    path = ./local-machines/orion;
  };

  vega = {
    kind = "darwin";
    system = "aarch64-darwin";
    role = "workstation";
    path = ./local-machines/vega;
  };

  developer = {
    kind = "home";
    system = "x86_64-linux";
    role = "workstation";
    path = ./local-machines/developer;
  };

  titan = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "hypervisor";
    path = ./local-server/titan;
    deploy = {
      address = "192.0.2.10";
      user = "deploy";
    };
  };

  web = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    path = ./hetzner/web;
    deploy = {
      address = "web.example.org";
      user = "deploy";
    };
    hetzner = {
      serverType = "cx23";
      location = "fsn1";
      openPorts = [
        22
        80
        443
      ];
    };
  };

  database = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    path = ./hetzner/database;
    deploy = {
      address = "database.example.org";
      user = "deploy";
    };
    hetzner = {
      serverType = "cx23";
      location = "fsn1";
      openPorts = [ 22 ];
    };
  };

  bastion = {
    kind = "nixos";
    system = "x86_64-linux";
    role = "server";
    path = ./hetzner/bastion;
    deploy = {
      address = "bastion.example.org";
      user = "deploy";
    };
    hetzner = {
      serverType = "cx23";
      location = "nbg1";
      openPorts = [ 22 ];
    };
  };
}
