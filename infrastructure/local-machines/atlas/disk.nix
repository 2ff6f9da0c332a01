{
  mxmlabs.platforms.nixos.disk = {
    enable = true;
    layout = "luks-btrfs";
    device = "/dev/nvme0n1";
    swap = "32G";
  };
}
