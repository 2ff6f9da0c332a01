# Homes: alone, and inside the hosts of NixOS and macOS.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      nixos = import ./nixpkgs/nixos.nix { inherit lib; };
      extended = lib.extend (final: _: { hm = import ./hm.nix { lib = final; }; });
      free = path: !(nixos.inStrict path);
    in
    {
      nixosModules = rec { home-manager = ./nixos; default = home-manager; };
      darwinModules = rec { home-manager = ./nix-darwin; default = home-manager; };
      flakeModules = rec { home-manager = ./flake-module.nix; default = home-manager; };
      lib.hm = extended.hm;
      lib.homeManagerConfiguration = { pkgs, modules, extraSpecialArgs ? { }, ... }:
        let
          eval = lib.evalModules {
            class = "homeManager";
            inherit free;
            inherit (nixos) skipEffects;
            specialArgs = { lib = extended; modulesPath = "/home-manager/modules"; } // extraSpecialArgs;
            modules = modules ++ [ (import ./modules/home.nix) { _file = "<stand-in>"; _module.args.pkgs = lib.mkDefault pkgs; } ];
          };
          done = nixos.finish { inherit eval; inherit (pkgs) system; name = "home"; attr = [ "home" "activationPackage" ]; };
        in
        done // { inherit pkgs; activationPackage = done.config.home.activationPackage; };
    };
}
