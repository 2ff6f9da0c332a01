# Everything a NixOS host may switch on. Importing it changes nothing: every module waits for its `enable`.
{
  imports = [
    ../secrets
    ./base
    ./development
    ./roles
    ./platforms/nixos
  ];
}
