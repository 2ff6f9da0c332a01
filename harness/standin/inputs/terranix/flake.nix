# Terraform: modules are accepted, and give a placeholder.
{
  outputs = _: {
    flakeModule = { };
    lib.terranixConfiguration = { system ? "x86_64-linux", ... }: (import ./nixpkgs/pkgs.nix { inherit system; }).writeText "config.tf.json" "";
  };
}
