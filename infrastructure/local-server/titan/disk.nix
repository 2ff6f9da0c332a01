# Not encrypted: nobody is there to type a passphrase when the power comes back.
{
  mxmlabs.platforms.nixos.disk = {
    enable = true;
    layout = "hybrid-ext4";
    device = "/dev/nvme0n1";
  };
}
