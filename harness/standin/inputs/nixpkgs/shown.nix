# Values as text, by which two evaluations tell whether they are the same. Packages and whatever
# else stands for something that is not here say themselves what they are made from.
{ lib }:
let
  # What cannot be looked into is marked, so that nobody takes two for the same.
  unseen = "<mxmcheck: not seen>";
  deepest = 12;
  shown = depth: value: let tried = builtins.tryEval (known depth value); in if tried.success then tried.value else unseen;
  known = depth: value:
    if builtins.isFunction value then unseen
    else if builtins.isPath value then (if builtins.pathExists value then "<${value}>" else "<${toString value}>")
    else if builtins.isString value then "\"${lib.replaceStrings [ "\\" "\"" ] [ "\\\\" "\\\"" ] (builtins.unsafeDiscardStringContext value)}\""
    else if builtins.isFloat value then "<float ${float value}>"
    else if builtins.isList value then "[${lib.concatMapStringsSep " " (shown (depth + 1)) value}]"
    else if !builtins.isAttrs value then builtins.toJSON value
    else if value ? mxmcheckStub then "<${value.mxmcheck.made}>"
    else if value ? mxmcheck.made then "<made ${package value}>"
    else if value ? evalModules && value ? mkOption then "<lib>"
    else if value ? assertions && value ? warnings then "<the configuration>" # a host's: it is told by its definitions
    else if depth > deepest || value ? __functor then unseen
    else if value ? outPath then "<${toString value.outPath}>"
    else "{${lib.concatStringsSep " " (lib.mapAttrsToList (name: one: "${name}=${shown (depth + 1) one}") value)}}";
  # JSON has six digits of a float with Nix 2.8, and no bytes that are no UTF-8 with any. The 53 bits
  # of a float are an integer, times a power of two.
  float = value: if value < 0 then "-${bits (0 - value) 0}" else if value == 0 || value * 2 == value then toString value else bits value 0;
  bits = value: exponent:
    if value * 2 == value then toString value
    else if value >= 9007199254740992 then bits (value / 2) (exponent + 1)
    else if value < 4503599627370496 then bits (value * 2) (exponent - 1)
    else "${toString (builtins.floor value)} ${toString exponent}";
  # What it was made from, and what `//` changed since.
  package = value: "${value.mxmcheck.made} ${builtins.unsafeDiscardStringContext (value.outPath or "")} ${shown 0 (value.meta or { })}";
in
{
  inherit unseen package;
  shown = shown 0;
  hasUnseen = lib.hasInfix unseen;
}
