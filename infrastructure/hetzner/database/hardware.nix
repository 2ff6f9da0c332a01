# Its addresses come from the host list.
{
  # Its number is known once Terraform has ordered it.
  mxmlabs.platforms.nixos.hetzner-cloud.volumes.postgresql = {
    device = "/dev/disk/by-id/scsi-0HC_Volume_1";
    mountPoint = "/var/lib/postgresql";
  };
}
