# snowfall-lib: the folders of a repository make its outputs.
{
  outputs = _: rec {
    mkLib = given: (import ./library.nix given).lib;
    mkFlake = given: (mkLib (builtins.intersectAttrs { inputs = 1; src = 1; snowfall = 1; } given)).mkFlake (removeAttrs given [ "inputs" "src" ]);
    nixosModules.user = import ./accounts.nix "/home";
    darwinModules.user = import ./accounts.nix "/Users";
    homeModules.user = import ./account.nix;
  };
}
