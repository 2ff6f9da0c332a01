# The DNS names of the hosts, as records to include in the zone: `nix build .#dns-records`.
{ lib, ... }:
let
  mxmlib = import ../shared/lib { inherit lib; };
  network = import ../infrastructure/network.nix;
  line = record: "${record.owner}. 3600 IN ${record.type} ${record.address}\n";
in
{
  perSystem =
    { pkgs, ... }:
    {
      packages.dns-records = pkgs.writeText "${network.domain}.records" (
        lib.concatMapStrings line (mxmlib.dnsRecords network.domain (import ../infrastructure))
      );
    };
}
