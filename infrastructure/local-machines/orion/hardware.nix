# An Intel laptop; closing the lid suspends it.
{
  boot.initrd.availableKernelModules = [
    "nvme"
    "thunderbolt"
    "xhci_pci"
  ];
  boot.kernelModules = [ "kvm-intel" ];
  services.logind.settings.Login.HandleLidSwitch = "suspend";
}
