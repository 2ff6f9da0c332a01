# An AMD server with one NVMe disk.
{
  boot.initrd.availableKernelModules = [
    "ahci"
    "nvme"
    "xhci_pci"
  ];
  mxmlabs.platforms.nixos.hardware.processor = "amd";
}
