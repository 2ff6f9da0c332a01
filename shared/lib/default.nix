# Helpers over the host list; the parts are the only ones who call them.
{ lib }:
{
  /**
    The hosts of one kind.

    # Inputs

    `kind`
    : "nixos", "darwin" or "home"

    `hosts`
    : the list of infrastructure/default.nix
  */
  hostsOfKind = kind: lib.filterAttrs (_: host: host.kind == kind);

  /**
    The hosts that have an entry of one name, such as `deploy` or `hetzner`.

    # Inputs

    `entry`
    : name of the entry

    `hosts`
    : the list of infrastructure/default.nix
  */
  hostsWith = entry: lib.filterAttrs (_: lib.hasAttr entry);
}
