# Functions over the host list; the parts are the only ones who call them.
{ lib }:
let
  /**
    The records of one host: an address record of each family for each of its names.
  */
  recordsOf =
    domain: name: host:
    lib.concatMap (
      owner:
      lib.mapAttrsToList (family: address: {
        inherit address owner;
        type = recordTypes.${family};
      }) (host.address or { })
    ) (namesOf domain name host);

  recordTypes = {
    ipv4 = "A";
    ipv6 = "AAAA";
  };

  namesOf =
    domain: name: host:
    [ (fqdn domain name) ] ++ host.names or [ ];

  fqdn = domain: name: "${name}.${domain}";
in
{
  /**
    The full DNS name of a host.

    # Inputs

    `domain`
    : the domain of infrastructure/network.nix

    `name`
    : name of the host
  */
  inherit fqdn;

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
    The hosts that have an entry of one name, such as `deployUser` or `hetzner`.

    # Inputs

    `entry`
    : name of the entry

    `hosts`
    : the list of infrastructure/default.nix
  */
  hostsWith = entry: lib.filterAttrs (_: lib.hasAttr entry);

  /**
    The DNS records of all hosts that have an address, as { owner; type; address; }.

    # Inputs

    `domain`
    : the domain of infrastructure/network.nix

    `hosts`
    : the list of infrastructure/default.nix
  */
  dnsRecords = domain: hosts: lib.concatLists (lib.mapAttrsToList (recordsOf domain) hosts);
}
