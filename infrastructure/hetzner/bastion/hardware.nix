# Its addresses come from the host list.
{
  mxmlabs.platforms.nixos.hetzner-cloud.enable = true;
}
