# The host list and the network as options, so that a misspelt key, a wrong kind or a wrong address is an error with its
# place. The data stay plain values in infrastructure/; every other part reads them as `config.fleet`.
{ config, lib, ... }:
let
  address = pattern: lib.types.nullOr (lib.types.strMatching pattern);
  ipv4 = address "[0-9]{1,3}([.][0-9]{1,3}){3}";
  ipv6 = address "[0-9a-f:]*:[0-9a-f:]*";
  range = lib.types.strMatching "[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}";

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

  hetzner = lib.types.submodule {
    options = {
      serverType = option lib.types.str "What is ordered, such as cx23.";
      location = option lib.types.str "Where it stands, such as fsn1.";
      privateAddress = optional ipv4 "Its place in the private network.";
      placementGroup = optional lib.types.str "Servers of one group are on different machines at Hetzner.";
      volumes = lib.mkOption {
        type = lib.types.attrsOf lib.types.ints.positive;
        default = { };
        description = "Volumes, with their size in GB.";
      };
      openPorts = option (lib.types.listOf lib.types.port) "TCP ports that Hetzner's firewall lets in from anywhere.";
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
      path = option lib.types.path "Its folder.";
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
    ++ fault (shared != [ ]) ": another host has the address ${lib.concatStringsSep ", " shared}";

  addressesOf =
    entry:
    lib.filter (one: one != null) [
      entry.address.ipv4
      entry.address.ipv6
      (if entry.hetzner == null then null else entry.hetzner.privateAddress)
    ];

  # Whoever reads one entry has read all: a value that no output needs today is checked too.
  checked =
    hosts: builtins.deepSeq config.fleet.network (builtins.deepSeq hosts (withoutFaults hosts));

  withoutFaults =
    hosts:
    let
      faults = lib.concatMap (faultsOf hosts) (lib.attrNames hosts);
    in
    if faults == [ ] then
      hosts
    else
      throw "infrastructure/default.nix:\n  ${lib.concatStringsSep "\n  " faults}";

  # Errors name the file that holds the value, not this one.
  data = file: name: {
    _file = toString file;
    config.fleet.${name} = import file;
  };
in
{
  imports = [
    (data ../infrastructure/default.nix "hosts")
    (data ../infrastructure/network.nix "network")
  ];

  options.fleet = {
    hosts = lib.mkOption {
      type = lib.types.attrsOf host;
      apply = checked;
      description = "Every machine and every standalone home, by name.";
    };

    network = {
      domain = option lib.types.str "A host's own name is <host>.<domain>.";
      private = {
        name = option lib.types.str "The private network of the servers, by its name at Hetzner.";
        range = option range "Addresses of the network.";
        subnet = option range "Addresses of the part that servers are in.";
        zone = option lib.types.str "Where the network is, such as eu-central.";
      };
    };
  };
}
