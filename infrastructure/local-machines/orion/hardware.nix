# An Intel laptop; closing the lid suspends it.
{
  boot.initrd.availableKernelModules = [
    "nvme"
    "thunderbolt"
    "xhci_pci"
  ];
  mxmlabs.platforms.nixos.hardware.processor = "intel";
  services.logind.settings.Login.HandleLidSwitch = "suspend";
}
