# Disks: the layout is accepted as it stands.
{
  outputs = _: {
    nixosModules = rec { disko = { }; default = disko; };
    flakeModules.default = { };
  };
}
