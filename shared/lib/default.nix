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
      }) (lib.filterAttrs (_: address: address != null) host.address)
    ) (namesOf domain name host);

  recordTypes = {
    ipv4 = "A";
    ipv6 = "AAAA";
  };

  namesOf =
    domain: name: host:
    [ (fqdn domain name) ] ++ host.names;

  fqdn = domain: name: "${name}.${domain}";
in
{
  /**
    The full DNS name of a host.

    # Inputs

    `domain`
    : the domain of the machines

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
    : the host list, `config.fleet.hosts` of the flake
  */
  hostsOfKind = kind: lib.filterAttrs (_: host: host.kind or null == kind);

  /**
    The hosts that have an entry of one name, such as `deployUser` or `hetzner`.

    # Inputs

    `entry`
    : name of the entry

    `hosts`
    : the host list, `config.fleet.hosts` of the flake
  */
  hostsWith = entry: lib.filterAttrs (_: host: host.${entry} != null);

  /**
    An address of a host, where one is needed; a server that is not ordered yet has none.

    # Inputs

    `name`
    : name of the host

    `host`
    : its entry

    `family`
    : "ipv4" or "ipv6"
  */
  known =
    name: host: family:
    if host.address.${family} != null then
      host.address.${family}
    else
      throw "infrastructure/default.nix: fleet.hosts.${name}.address.${family} is missing; write there what Terraform printed for ${name}_${family}";

  /**
    The DNS records of all hosts that have an address, as { owner; type; address; }.

    # Inputs

    `domain`
    : the domain of the machines

    `hosts`
    : the host list, `config.fleet.hosts` of the flake
  */
  dnsRecords = domain: hosts: lib.concatLists (lib.mapAttrsToList (recordsOf domain) hosts);
}
