# Its addresses come from the host list.
{
  mxmlabs.platforms.nixos.hetzner-cloud = {
    enable = true;
    # Its number is known once Terraform has ordered it.
    volumes.postgresql = {
      device = "/dev/disk/by-id/scsi-0HC_Volume_1";
      mountPoint = "/var/lib/postgresql";
    };
  };
}
