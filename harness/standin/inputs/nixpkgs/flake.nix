{
  outputs = _: {
    lib = import ./lib;
    legacyPackages = builtins.listToAttrs (map (system: { name = system; value = import ./pkgs.nix { inherit system; }; }) [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" "x86_64-darwin" ]);
  };
}
