# An AMD desktop with one NVMe disk.
{
  boot.initrd.availableKernelModules = [
    "ahci"
    "nvme"
    "usbhid"
    "xhci_pci"
  ];
  mxmlabs.platforms.nixos.hardware.processor = "amd";
}
