# Scripts for running the machines.
{ pkgs }:
{
  install-host = pkgs.writeShellApplication {
    name = "install-host";
    runtimeInputs = [
      pkgs.nix
      pkgs.nixos-anywhere
    ];
    text = ''
      if [ "$#" -ne 2 ]; then
        echo "usage: install-host HOST ADDRESS" >&2
        echo "Installs HOST of this flake on the machine at ADDRESS. Its disk is erased." >&2
        exit 2
      fi
      exec nixos-anywhere --flake ".#$1" --target-host "root@$2"
    '';
  };
}
