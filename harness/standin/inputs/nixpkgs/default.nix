# `import nixpkgs { … }`: packages for a system, changed by overlays.
{ system ? null, localSystem ? { system = builtins.currentSystem; }, config ? { }, overlays ? [ ], ... }:
import ./pkgs.nix {
  inherit config overlays;
  system = if system != null then system else localSystem.system or localSystem;
}
