# The files and their hashes are examples.
{ config, ... }:
{
  mxmlabs.roles.hypervisor.guests = {
    enable = true;
    pools.default.path = "/var/lib/libvirt/images";
    machines = {
      builder = {
        cpus = 8;
        memory = 16384;
        bridge = "br0";
        disk = {
          size = 100;
          image = {
            url = "https://images.example.org/debian-13-genericcloud-amd64.qcow2";
            hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
          };
        };
        cloudInit = ''
          #cloud-config
          ssh_authorized_keys: ${builtins.toJSON config.mxmlabs.base.users.accounts.operator.authorizedKeys}
        '';
      };
      # Installed by hand, from the disc; it does not start with the machine.
      scratch = {
        bridge = "lab";
        autostart = false;
        installer = {
          url = "https://images.example.org/nixos-minimal-x86_64-linux.iso";
          hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        };
      };
    };
  };
}
