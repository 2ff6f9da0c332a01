# `import nixpkgs { … }`: packages for a system, changed by overlays.
{ system ? null, localSystem ? { system = builtins.currentSystem; }, config ? { }, overlays ? [ ], ... }@given:
import ./pkgs.nix {
  inherit config overlays;
  system = if system != null then system else localSystem.system or localSystem;
  given = builtins.removeAttrs given ([ "system" "config" "overlays" ] ++ (if builtins.isString (given.localSystem or "") || builtins.attrNames given.localSystem == [ "system" ] then [ "localSystem" ] else [ ]));
}
