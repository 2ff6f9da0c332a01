# Deployment: activation scripts and checks as placeholders.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" "x86_64-darwin" ];
      package = system: (import ./nixpkgs/pkgs.nix { inherit system; }).writeText "deploy-rs" "";
    in
    {
      lib = lib.genAttrs systems (system: {
        activate = { nixos = host: host.config.system.build.toplevel; darwin = host: host.config.system.build.toplevel; home-manager = home: home.activationPackage; custom = drv: _: drv; noop = drv: drv; };
        deployChecks = _: { deploy-schema = package system; deploy-activate = package system; };
      });
      packages = lib.genAttrs systems (system: rec { deploy-rs = package system; default = deploy-rs; });
    };
}
