# Answers to the questions of a kernel's configuration.
{ lib }:
let answer = tristate: { inherit tristate; optional = false; }; in
{
  yes = answer "y";
  no = answer "n";
  module = answer "m";
  unset = answer null;
  option = given: given // { optional = true; };
  freeform = text: { freeform = text; optional = false; };
  whenHelpers = version: {
    whenAtLeast = least: lib.mkIf (lib.versionAtLeast version least);
    whenOlder = limit: lib.mkIf (lib.versionOlder version limit);
    whenBetween = least: limit: lib.mkIf (lib.versionAtLeast version least && lib.versionOlder version limit);
  };
}
