# Disks: the layout is accepted as it stands.
{
  outputs = _: {
    nixosModules = rec { disko = ./module.nix; default = disko; };
    flakeModules.default = { };
  };
}
