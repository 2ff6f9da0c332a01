{
  mxmlabs.roles.hypervisor.guests = {
    enable = true;
    pools.default.path = "/var/lib/libvirt/images";
    machines = {
      builder = {
        cpus = 8;
        memory = 16384;
        bridge = "br0";
        disk.size = 100;
      };
      scratch = {
        bridge = "br0";
        autostart = false;
      };
    };
  };
}
