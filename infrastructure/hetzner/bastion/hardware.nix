{
  mxmlabs.platforms.nixos.hetzner-cloud = {
    enable = true;
    ipv6Address = "2001:db8:0:3::1/64";
  };
}
