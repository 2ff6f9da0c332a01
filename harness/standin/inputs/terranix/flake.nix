# Terraform: modules are merged as the module system merges them, without knowing what Terraform takes.
{
  outputs = _:
    let
      lib = (import ./nixpkgs/lib).extend (_: _: { tfRef = ref: "\${${ref}}"; });
      keys = [ "terraform" "provider" "variable" "locals" "data" "resource" "output" "module" "import" "ephemeral" ];
      evaluate = { modules ? [ ], extraArgs ? { }, ... }: {
        config = lib.filterAttrs (key: _: builtins.elem key keys)
          (lib.evalModules { inherit modules; specialArgs = extraArgs; free = _: true; }).config;
        _meta = { };
      };
    in
    {
      flakeModule = { };
      lib.evalTerranixConfiguration = evaluate;
      lib.terranixConfiguration = { system ? "x86_64-linux", ... }@args:
        (import ./nixpkgs/pkgs.nix { inherit system; }).writeText "config.tf.json" "" // { passthru = evaluate args; } // evaluate args;
    };
}
