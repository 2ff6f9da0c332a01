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

  known =
    name: host: family:
    if host.address.${family} != null then
      host.address.${family}
    else
      throw "infrastructure/default.nix: fleet.hosts.${name}.address.${family} is missing; write there what Terraform printed for ${host.hetzner.orderedAs}_${family}";

  upgradeWindow =
    upgrades: name:
    let
      place = lib.lists.findFirstIndex (one: one == name) null upgrades.order;
      hour = number: "${lib.fixedWidthNumber 2 number}:00";
    in
    if place == null then
      null
    else
      {
        lower = hour (upgrades.from + place);
        # The last minute of a day is before midnight.
        upper = if upgrades.from + place == 23 then "23:59" else hour (upgrades.from + place + 1);
      };

  reach =
    hosts: name:
    let
      host = hosts.${name};
      door = hosts.${host.behind};
    in
    if host.behind == null then
      {
        address = known name host "ipv4";
        jump = null;
      }
    else
      {
        address = host.hetzner.privateAddress;
        jump = known host.behind door "ipv4";
      };
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
  inherit known;

  /**
    The addresses in the private network, by host.

    # Inputs

    `hosts`
    : the host list, `config.fleet.hosts` of the flake
  */
  privateAddresses =
    hosts:
    lib.mapAttrs (_: host: host.hetzner.privateAddress) (
      lib.filterAttrs (_: host: host.hetzner != null && host.hetzner.privateAddress != null) hosts
    );

  /**
    When a host upgrades and may restart, in UTC: { lower; upper; } as HH:MM, or null where it has no place in the order.

    # Inputs

    `upgrades`
    : the order, `config.fleet.network.upgrades` of the flake

    `name`
    : name of the host
  */
  inherit upgradeWindow;

  /**
    Where SSH reaches a host, and through whom: { address; jump; }, jump being null where it goes straight there.

    # Inputs

    `hosts`
    : the host list, `config.fleet.hosts` of the flake

    `name`
    : name of the host
  */
  inherit reach;

  /**
    What `install-host` knows of the NixOS hosts, a line each: name, through whom SSH reaches it or -, and its addresses,
    of which the one that SSH reaches is first. A server that is not ordered yet has none.

    # Inputs

    `hosts`
    : the host list, `config.fleet.hosts` of the flake
  */
  installList =
    hosts:
    let
      line =
        name: host:
        lib.concatStringsSep " " (
          [ name ]
          ++ (
            if host.behind == null then
              [ "-" ]
            else
              [
                (reach hosts name).jump
                host.hetzner.privateAddress
              ]
          )
          ++ lib.filter (address: address != null) [
            host.address.ipv4
            host.address.ipv6
          ]
        );
    in
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList line (lib.filterAttrs (_: host: host.kind == "nixos") hosts)
    );

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
