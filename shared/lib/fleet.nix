# The host list and the network as types, and what no type of one entry says. parts/fleet.nix makes options of them.
{ lib }:
let
  address = pattern: lib.types.nullOr (lib.types.strMatching pattern);
  ipv4 = address "[0-9]{1,3}([.][0-9]{1,3}){3}";
  ipv6 = address "[0-9a-f:]*:[0-9a-f:]*";
  range = lib.types.strMatching "[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}";
  network = lib.types.strMatching "[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}|[0-9a-f:]*:[0-9a-f:]*/[0-9]{1,3}";

  option =
    type: description:
    lib.mkOption {
      inherit type description;
    };
  optional =
    type: description:
    lib.mkOption {
      type = lib.types.nullOr type;
      default = null;
      inherit description;
    };

  # What Hetzner's firewall lets in: a port is open to anyone, or to some networks.
  opened = lib.types.either lib.types.port (
    lib.types.submodule {
      options = {
        port = option lib.types.port "The TCP port.";
        from = option (lib.types.nonEmptyListOf network) "Networks that reach it.";
      };
    }
  );

  hetzner = lib.types.submodule {
    options = {
      orderedAs = optional lib.types.str "The name that its resources have in Terraform's state; null for the host's own. It stays when the host is renamed: otherwise Terraform would order another server, and destroy this one.";
      serverType = option lib.types.str "What is ordered, such as cx23.";
      location = option lib.types.str "Where it stands, such as fsn1.";
      privateAddress = optional ipv4 "Its place in the private network.";
      placementGroup = optional lib.types.str "Servers of one group are on different machines at Hetzner.";
      volumes = lib.mkOption {
        type = lib.types.attrsOf lib.types.ints.positive;
        default = { };
        description = "Volumes, with their size in GB.";
      };
      openPorts = option (lib.types.listOf opened) "TCP ports that Hetzner's firewall lets in on the public addresses; between servers, in the private network, it lets all in.";
    };
  };

  host = lib.types.submodule {
    options = {
      kind = option (lib.types.enum (lib.attrNames systemOf)) "nixos, darwin or home.";
      system = option (lib.types.strMatching "(x86_64|aarch64)-(linux|darwin)") "What it runs on.";
      role = option (lib.types.enum [
        "hypervisor"
        "server"
        "workstation"
      ]) "What it is for; the label of its server at Hetzner.";
      folder = option (lib.types.strMatching "[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*") "Its folder, below infrastructure/.";
      address = {
        ipv4 = optional ipv4 "Its public or office address.";
        ipv6 = optional ipv6 "Likewise.";
      };
      names = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Full DNS names that it answers to, beside its own in the domain.";
      };
      deployUser = optional lib.types.str "Whom deploy-rs logs in as; null for what is never deployed from afar.";
      behind = optional lib.types.str "The host through which alone SSH reaches it, by the private network; null where SSH is open.";
      hetzner = optional hetzner "What Terraform orders; null for what does not run there.";
    };
  };

  systemOf = {
    darwin = ".*-darwin";
    home = ".*";
    nixos = ".*-linux";
  };

  # What no type of one entry says. A server that is not ordered yet has no address, and nothing else may lack one.
  faultsOf =
    hosts: name:
    let
      entry = hosts.${name};
      known = entry.address.ipv4 != null;
      others = lib.attrValues (lib.removeAttrs hosts [ name ]);
      shared = lib.intersectLists (addressesOf entry) (lib.concatMap addressesOf others);
      fault = broken: text: lib.optional broken "fleet.hosts.${name}${text}";
    in
    fault (lib.match systemOf.${entry.kind} entry.system == null)
      ".system: ${entry.system} does not run a host of kind ${entry.kind}"
    ++ fault (entry.hetzner != null && entry.kind != "nixos")
      ".hetzner: only a host of kind nixos is ordered there"
    ++ fault (!known && entry.hetzner == null && entry.deployUser != null)
      ".address.ipv4 is missing: deploy-rs would not know where ${name} is"
    ++ fault (!known && entry.hetzner == null && entry.names != [ ])
      ".address.ipv4 is missing: its names would lead nowhere"
    ++ lib.optionals (entry.behind != null) (faultsBehind hosts name)
    ++ fault (namesakes hosts name != [ ]) ".hetzner.orderedAs: ${lib.concatStringsSep ", " (namesakes hosts name)} was ordered under the same name"
    ++ fault (shared != [ ]) ": another host has the address ${lib.concatStringsSep ", " shared}";

  # A door is a host with SSH open to the world, in the same private network.
  faultsBehind =
    hosts: name:
    let
      entry = hosts.${name};
      fault = broken: text: lib.optional broken "fleet.hosts.${name}.behind${text}";
      door = hosts.${entry.behind} or null;
    in
    if door == null then
      fault true ": there is no host ${entry.behind}"
    else
      fault (door.deployUser == null) ": ${entry.behind} has no deployUser, whom SSH would pass through it as"
      ++ fault (!(inPrivate entry && inPrivate door))
        ": ${name} and ${entry.behind} need a privateAddress each"
      ++ fault (door.behind != null) ": ${entry.behind} is behind a host itself"
      ++ fault (inPrivate entry && opens 22 entry) ": port 22 is open at Hetzner nevertheless"
      ++ fault (inPrivate door && !(opens 22 door)) ": port 22 of ${entry.behind} is not open at Hetzner";

  inPrivate = entry: entry.hetzner != null && entry.hetzner.privateAddress != null;
  opens = port: entry: lib.any (one: (one.port or one) == port) entry.hetzner.openPorts;

  filled =
    name: entry:
    if entry.hetzner == null then
      entry
    else
      entry // { hetzner = entry.hetzner // { orderedAs = orderedAs name entry; }; };

  # Two orders with one name would be one resource.
  orderedAs =
    name: entry: if entry.hetzner.orderedAs == null then name else entry.hetzner.orderedAs;
  namesakes =
    hosts: name:
    lib.optionals (hosts.${name}.hetzner != null) (
      lib.attrNames (
        lib.filterAttrs (
          other: entry:
          other != name && entry.hetzner != null && orderedAs other entry == orderedAs name hosts.${name}
        ) hosts
      )
    );

  addressesOf =
    entry:
    lib.filter (one: one != null) [
      entry.address.ipv4
      entry.address.ipv6
      (if entry.hetzner == null then null else entry.hetzner.privateAddress)
    ];

  withoutFaults =
    hosts:
    let
      faults = lib.concatMap (faultsOf hosts) (lib.attrNames hosts);
    in
    if faults == [ ] then
      lib.mapAttrs filled hosts
    else
      throw "infrastructure/default.nix:\n  ${lib.concatStringsSep "\n  " faults}";

  # Of the order in which machines upgrade; the list ends before midnight, so that none has two days in its hour.
  upgradeFaults =
    hosts: upgrades:
    let
      inherit (upgrades) order;
      servers = lib.attrNames (
        lib.filterAttrs (_: host: host.kind == "nixos" && host.role != "workstation") hosts
      );
      named = lib.concatStringsSep ", ";
      fault = broken: text: lib.optional broken "fleet.network.upgrades.${text}";
      lost = lib.subtractLists order servers;
      unknown = lib.filter (name: hosts.${name}.kind or null != "nixos") order;
    in
    fault (lost != [ ]) "order lacks ${named lost}"
    ++ fault (unknown != [ ]) "order: there is no NixOS host ${named unknown}"
    ++ fault (lib.unique order != order) "order has a machine twice"
    ++ fault (upgrades.from + lib.length order > 24) "from: the last machine would upgrade on the next day";

  withOrder =
    hosts: network:
    let
      faults = upgradeFaults hosts network.upgrades;
    in
    if faults == [ ] then
      network
    else
      throw "infrastructure/network.nix:\n  ${lib.concatStringsSep "\n  " faults}";

  networkType = lib.types.submodule {
    options = {
      domain = option lib.types.str "A host's own name is <host>.<domain>.";
      flake = option lib.types.str "Where this repository is: NixOS machines that upgrade by themselves build from there.";
      upgrades = {
        from = option (lib.types.ints.between 0 23) "The hour, in UTC, in which the first machine upgrades.";
        order = option (lib.types.listOf lib.types.str) "Machines that upgrade by themselves, one each hour; every NixOS host but workstations is among them.";
      };
      state = optional (lib.types.submodule {
        options = {
          backend = option lib.types.str "The backend of Terraform, such as s3, http or pg.";
          settings = option (lib.types.attrsOf (
            lib.types.oneOf [
              lib.types.bool
              lib.types.int
              lib.types.str
            ]
          )) "Its arguments; credentials come from the environment, and stand in no file.";
        };
      }) "Where Terraform keeps its state; null for the folder in which it runs.";
      private = {
        name = option lib.types.str "The private network of the servers, by its name at Hetzner.";
        range = option range "Addresses of the network.";
        subnet = option range "Addresses of the part that servers are in.";
        zone = option lib.types.str "Where the network is, such as eu-central.";
      };
    };
  };

  # Errors name the file that holds the value, not the one that asks for it.
  read =
    name: type: file: value:
    (lib.mergeDefinitions [ "fleet" name ] type [ { inherit file value; } ]).mergedValue;
in
{
  /**
    The host list and the network, checked: whoever reads one value has checked all, those that no output needs today too.

    # Inputs

    `hosts`
    : the value of infrastructure/default.nix

    `network`
    : the value of infrastructure/network.nix
  */
  check =
    given:
    let
      network = read "network" networkType "infrastructure/network.nix" given.network;
      hosts = read "hosts" (lib.types.attrsOf host) "infrastructure/default.nix" given.hosts;
    in
    builtins.deepSeq network (
      builtins.deepSeq hosts (
        builtins.seq (withOrder hosts network) {
          hosts = withoutFaults hosts;
          inherit network;
        }
      )
    );
}
