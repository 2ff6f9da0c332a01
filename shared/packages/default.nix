# Scripts for running the machines.
{
  pkgs,
  lib,
  hosts,
}:
let
  mxmlib = import ../lib { inherit lib; };
in
{
  install-host = pkgs.writeShellApplication {
    name = "install-host";
    runtimeInputs = [
      pkgs.gawk
      pkgs.nix
      pkgs.nixos-anywhere
    ];
    text = "list=${lib.escapeShellArg (mxmlib.installList hosts)}\n${lib.readFile ./install-host.sh}";
  };
}
