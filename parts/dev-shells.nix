# `nix develop`: everything that this repository is worked on with.
{ inputs, ... }:
{
  perSystem =
    {
      config,
      pkgs,
      system,
      ...
    }:
    {
      devShells.default = pkgs.mkShell {
        name = "mxmlabs";
        packages = [
          config.packages.mxmcheck
          inputs.deploy-rs.packages.${system}.deploy-rs
          pkgs.age
          pkgs.go
          pkgs.gopls
          pkgs.nixfmt
          pkgs.opentofu
          pkgs.sops
          pkgs.ssh-to-age
        ];
      };
    };
}
