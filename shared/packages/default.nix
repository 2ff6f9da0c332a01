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
      if [ "$#" -lt 2 ]; then
        echo "usage: install-host HOST ADDRESS [OPTION…]" >&2
        echo "Installs HOST of this flake on the machine at ADDRESS. Its disk is erased. OPTIONs are those of nixos-anywhere." >&2
        exit 2
      fi
      host=$1
      address=$2
      shift 2
      exec nixos-anywhere --flake ".#$host" --target-host "root@$address" "$@"
    '';
  };
}
