# What a person's home may have, inside a NixOS or macOS host and standalone.
{
  imports = [
    ./direnv.nix
    ./editor.nix
    ./git.nix
    ./secrets.nix
    ./shell.nix
    ./ssh.nix
  ];
}
