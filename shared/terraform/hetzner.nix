# What is ordered at Hetzner, for each server of the host list. A terranix module, not a NixOS one.
# The token comes from the environment (TF_VAR_hcloud_token), never from here.
{
  config,
  lib,
  servers,
  ...
}:
{
  terraform.required_providers.hcloud = {
    source = "hetznercloud/hcloud";
    version = "~> 1.52";
  };

  variable.hcloud_token = {
    type = "string";
    sensitive = true;
  };
  variable.admin_public_key.type = "string";

  provider.hcloud.token = lib.tfRef "var.hcloud_token";

  resource.hcloud_ssh_key.admin = {
    name = "admin";
    public_key = lib.tfRef "var.admin_public_key";
  };

  resource.hcloud_firewall = lib.mapAttrs (name: server: {
    inherit name;
    rule = map (port: {
      direction = "in";
      protocol = "tcp";
      port = toString port;
      source_ips = [
        "0.0.0.0/0"
        "::/0"
      ];
    }) server.hetzner.openPorts;
  }) servers;

  # The image is only what nixos-anywhere starts from: it is replaced at the first install.
  resource.hcloud_server = lib.mapAttrs (name: server: {
    inherit name;
    server_type = server.hetzner.serverType;
    inherit (server.hetzner) location;
    image = "debian-12";
    ssh_keys = [ (config.resource.hcloud_ssh_key.admin "id") ];
    firewall_ids = [ (config.resource.hcloud_firewall.${name} "id") ];
    labels = { inherit (server) role; };
    public_net = {
      ipv4_enabled = true;
      ipv6_enabled = true;
    };
  }) servers;

  output = lib.mapAttrs' (
    name: _: lib.nameValuePair "${name}_ipv4" { value = lib.tfRef "hcloud_server.${name}.ipv4_address"; }
  ) servers;
}
