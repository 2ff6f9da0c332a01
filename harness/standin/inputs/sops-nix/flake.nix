# Secrets: where a decrypted one lies on the machine. The modules are files where the real ones are.
{
  outputs = _: rec {
    nixosModules = rec { sops = ./modules/sops; default = sops; };
    darwinModules = rec { sops = ./modules/nix-darwin; default = sops; };
    homeManagerModules = rec { sops = ./modules/home-manager/sops.nix; default = sops; };
    homeModules = homeManagerModules;
    homeManagerModule = homeManagerModules.sops;
  };
}
