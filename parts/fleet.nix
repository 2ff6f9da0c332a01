# The host list and the network, as `config.fleet` for the parts. A misspelt key, a wrong kind or a wrong address is an
# error with its place: shared/lib/fleet.nix has the types. The data stay plain values in infrastructure/.
{ lib, ... }:
{
  options.fleet = lib.mkOption {
    type = lib.types.raw;
    readOnly = true;
    description = "Every machine and every standalone home by name, as `hosts`, and the network that they share, as `network`.";
  };

  config.fleet = (import ../shared/lib/fleet.nix { inherit lib; }).check {
    hosts = import ../infrastructure;
    network = import ../infrastructure/network.nix;
  };
}
