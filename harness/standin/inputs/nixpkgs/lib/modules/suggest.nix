# The names that a mistaken one may have meant.
{ lib }:
let
  inherit (builtins) attrNames concatStringsSep foldl' genList length stringLength substring;

  # The least number of letters to add, drop or change.
  levenshtein = a: b:
    let
      letters = text: genList (i: substring i 1 text) (stringLength text);
      # One row of the table from the row above it.
      next = row: x: (foldl'
        (s: y: let cost = lib.min (lib.min (s.left + 1) (lib.elemAt row (s.i + 1) + 1)) (lib.elemAt row s.i + (if x == y then 0 else 1)); in
          builtins.deepSeq cost { i = s.i + 1; left = cost; out = s.out ++ [ cost ]; })
        { i = 0; left = lib.head row + 1; out = [ (lib.head row + 1) ]; }
        (letters b)).out;
    in
    lib.last (foldl' next (genList (i: i) (stringLength b + 1)) (letters a));
in
{
  inherit levenshtein;
  levenshteinAtMost = k: a: b: levenshtein a b <= k;

  # path: the unknown option's; parent: where it stands in the options, in front of its last name.
  suggestions = path: parent: options:
    let
      beside = attrNames (lib.attrByPath parent { } options);
      candidates = if parent == [ ] then lib.remove "_module" beside else beside;
      near = if length candidates < 100 then candidates else builtins.filter (lib.strings.levenshteinAtMost 2 (lib.last path)) candidates;
      nearest = map (name: "`${lib.showOption (lib.init path ++ [ name ])}'") (lib.take 3 (lib.sortOn (levenshtein (lib.last path)) near));
    in
    if nearest == [ ] then ""
    else if length nearest == 1 then "\n\nDid you mean ${lib.head nearest}?"
    else "\n\nDid you mean ${concatStringsSep ", " (lib.init nearest)} or ${lib.last nearest}?";
}
