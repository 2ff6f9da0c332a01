# What is ordered at Hetzner, for each server of the host list. A terranix module, not a NixOS one.
# The token comes from the environment (TF_VAR_hcloud_token), never from here.
# Names and shapes of the arguments are those of the provider's documentation, docs/resources.
{
  lib,
  private,
  servers,
  state,
  ...
}:
let
  id = resource: lib.tfRef "${resource}.id";

  inPrivateNetwork = lib.filterAttrs (_: server: server.hetzner.privateAddress != null) servers;
  withPlacementGroup = lib.filterAttrs (_: server: server.hetzner.placementGroup != null) servers;
  placementGroups = lib.unique (
    lib.mapAttrsToList (_: server: server.hetzner.placementGroup) withPlacementGroup
  );

  # A volume belongs to one server: <server>-<volume>.
  volumes = lib.concatMapAttrs (
    resource: server:
    lib.mapAttrs' (
      volume: size:
      lib.nameValuePair "${resource}-${volume}" {
        inherit resource size;
        name = "${server.name}-${volume}";
      }
    ) server.hetzner.volumes
  ) servers;

  anywhere = [
    "0.0.0.0/0"
    "::/0"
  ];
  open = protocol: from: {
    direction = "in";
    inherit protocol;
    source_ips = from;
  };
  openPort =
    opened: open "tcp" (opened.from or anywhere) // { port = toString (opened.port or opened); };

  # Both families of addresses lead back to the name of the server.
  reverse =
    family: attribute:
    lib.mapAttrs' (
      name: server:
      lib.nameValuePair "${name}_${family}" {
        server_id = id "hcloud_server.${name}";
        ip_address = lib.tfRef "hcloud_server.${name}.${attribute}";
        dns_ptr = server.fqdn;
      }
    ) servers;

  address =
    family: attribute:
    lib.mapAttrs' (
      name: _:
      lib.nameValuePair "${name}_${family}" { value = lib.tfRef "hcloud_server.${name}.${attribute}"; }
    ) servers;
in
{
  terraform = {
    required_providers.hcloud = {
      source = "hetznercloud/hcloud";
      version = "~> 1.52";
    };
  }
  // lib.optionalAttrs (state != null) { backend.${state.backend} = state.settings; };

  variable.hcloud_token = {
    type = "string";
    sensitive = true;
  };
  variable.admin_public_key.type = "string";

  provider.hcloud.token = lib.tfRef "var.hcloud_token";

  resource = {
    hcloud_ssh_key.admin = {
      name = "admin";
      public_key = lib.tfRef "var.admin_public_key";
    };

    hcloud_firewall = lib.mapAttrs (_: server: {
      inherit (server) name;
      rule = [ (open "icmp" anywhere) ] ++ map openPort server.hetzner.openPorts;
    }) servers;

    hcloud_placement_group = lib.genAttrs placementGroups (name: {
      inherit name;
      type = "spread";
    });

    hcloud_network.private = {
      inherit (private) name;
      ip_range = private.range;
    };

    hcloud_network_subnet.private = {
      network_id = id "hcloud_network.private";
      type = "cloud";
      network_zone = private.zone;
      ip_range = private.subnet;
    };

    # The image is only what nixos-anywhere starts from: it is replaced at the first install.
    hcloud_server = lib.mapAttrs (
      resource: server:
      {
        inherit (server) name;
        server_type = server.hetzner.serverType;
        inherit (server.hetzner) location;
        image = "debian-12";
        ssh_keys = [ (id "hcloud_ssh_key.admin") ];
        firewall_ids = [ (id "hcloud_firewall.${resource}") ];
        labels = { inherit (server) role; };
        public_net = {
          ipv4_enabled = true;
          ipv6_enabled = true;
        };
        # Neither Hetzner nor Terraform takes it away before somebody says here that it may go: its disk goes with it.
        delete_protection = true;
        rebuild_protection = true;
        lifecycle = {
          prevent_destroy = true;
          # A new list of keys would order the server anew.
          ignore_changes = [ "ssh_keys" ];
        };
      }
      // lib.optionalAttrs (server.hetzner.placementGroup != null) {
        placement_group_id = id "hcloud_placement_group.${server.hetzner.placementGroup}";
      }
    ) servers;

    hcloud_server_network = lib.mapAttrs (name: server: {
      server_id = id "hcloud_server.${name}";
      subnet_id = id "hcloud_network_subnet.private";
      ip = server.hetzner.privateAddress;
    }) inPrivateNetwork;

    hcloud_volume = lib.mapAttrs (_: volume: {
      inherit (volume) name size;
      server_id = id "hcloud_server.${volume.resource}";
      format = "ext4";
      delete_protection = true;
      lifecycle.prevent_destroy = true;
    }) volumes;

    hcloud_rdns = reverse "ipv4" "ipv4_address" // reverse "ipv6" "ipv6_address";
  };

  output =
    address "ipv4" "ipv4_address"
    // address "ipv6" "ipv6_address"
    // lib.mapAttrs' (
      name: _: lib.nameValuePair "${name}_device" { value = lib.tfRef "hcloud_volume.${name}.linux_device"; }
    ) volumes;
}
