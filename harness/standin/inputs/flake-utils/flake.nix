# flake-utils: outputs for each of several systems.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      systems = [ "aarch64-darwin" "aarch64-linux" "x86_64-darwin" "x86_64-linux" ];
      # The outputs of each system; with pass, what has an output of its own for each system beside them is kept as it is.
      each = merge: systems: f: builtins.foldl' (all: system: builtins.foldl' (all: name: all // { ${name} = merge (all.${name} or { }) system (f system).${name}; }) all (builtins.attrNames (f system))) { } systems;
      # A set of packages as one: names are joined with slashes, where recurseForDerivations says that there are more.
      flatten = lib.concatMapAttrs (name: value:
        if lib.isDerivation value || !builtins.isAttrs value then { ${name} = value; }
        else lib.optionalAttrs (value.recurseForDerivations or false) (lib.mapAttrs' (below: one: { name = "${name}/${below}"; value = one; }) (flatten (removeAttrs value [ "recurseForDerivations" ]))));
    in
    {
      lib = rec {
        defaultSystems = systems;
        allSystems = systems ++ [ "armv6l-linux" "armv7l-linux" "i686-linux" "powerpc64le-linux" "riscv64-linux" ];
        system = lib.genAttrs allSystems (name: name);
        eachSystem = each (before: system: value: before // { ${system} = value; });
        eachDefaultSystem = eachSystem systems;
        eachSystemPassThrough = each (before: _: value: before // value);
        eachDefaultSystemPassThrough = eachSystemPassThrough systems;
        eachSystemMap = lib.genAttrs;
        eachDefaultSystemMap = lib.genAttrs systems;
        simpleFlake = { self, nixpkgs, name, overlay ? null, config ? { }, shell ? null, systems ? defaultSystems, ... }:
          eachSystem systems (system:
            let pkgs = import nixpkgs { inherit system config; overlays = lib.optional (overlay != null) overlay; }; in
            { legacyPackages = pkgs.${name} or { }; } // lib.optionalAttrs (shell != null) { devShell = (if builtins.isFunction shell then shell else import shell) { inherit pkgs; }; });
        mkApp = { drv, name ? drv.pname or drv.name, exePath ? drv.passthru.exePath or "/bin/${name}" }: { type = "app"; program = "${drv}${exePath}"; };
        flattenTree = flatten;
        filterPackages = system: lib.filterAttrs (_: package: lib.isDerivation package && !(package.meta.broken or false));
        check-utils = _: { };
        meld = inputs: builtins.foldl' (all: path: lib.recursiveUpdate all (import path inputs)) { };
      };
    };
}
