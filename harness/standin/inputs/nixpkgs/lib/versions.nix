# Version numbers, and their parts.
{ lib }:
let
  inherit (builtins) concatStringsSep elemAt genList length splitVersion;
in
{
  inherit splitVersion;
  major = version: elemAt (splitVersion version) 0;
  minor = version: elemAt (splitVersion version) 1;
  patch = version: elemAt (splitVersion version) 2;
  majorMinor = version: concatStringsSep "." (lib.take 2 (splitVersion version));
  # The first n parts, zeros where there are fewer; a suffix behind "-" stays.
  pad = n: version:
    let
      halves = lib.splitString "-" version;
      numbers = splitVersion (lib.head halves);
      suffix = lib.concatMapStrings (half: "-${half}") (lib.tail halves);
    in
    concatStringsSep "." (lib.take n (numbers ++ genList (_: "0") (lib.max 0 (n - length numbers)))) + suffix;
}
