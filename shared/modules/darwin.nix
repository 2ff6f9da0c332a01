# Everything a macOS host may switch on. The server and hypervisor roles are absent, because they set options
# that nix-darwin does not have, and `mkIf false` does not hide an option that does not exist.
{
  imports = [
    ../secrets
    ./base
    ./development
    ./roles/workstation.nix
    ./platforms/darwin
  ];
}
