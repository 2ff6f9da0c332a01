# The DNS names of the hosts, as records to include in the zone: `nix build .#dns-records`.
{ config, lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };
  inherit (config.fleet) hosts network;
  records = mxmlib.dnsRecords network.domain hosts;
  line = record: "${record.owner}. 3600 IN ${record.type} ${record.address}\n";
in
{
  # The same as data, for whatever else writes a zone.
  flake.dnsRecords = records;

  perSystem =
    { pkgs, ... }:
    {
      packages.dns-records = pkgs.writeText "${network.domain}.records" (
        lib.concatMapStrings line records
      );
    };
}
